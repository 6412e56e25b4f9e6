package org.gradoracle.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.gradoracle.cli.PlantedFormulas;
import org.gradoracle.formula.activation.Relu;
import org.gradoracle.program.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormulasTest {

  private static final String HERE = FormulasTest.class.getName();

  /** A formula of any name. */
  public abstract static class Named implements Formula {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String summary() {
      return "none";
    }

    @Override
    public String source() {
      return "none";
    }

    @Override
    public Program program(Sample sample) {
      return new Relu().program(sample);
    }
  }

  /** The first of its name. */
  public static final class First extends Named {
    /** Found by the class loader. */
    public First() {
      super("twice");
    }
  }

  /** The second of its name. */
  public static final class Second extends Named {
    /** Found by the class loader. */
    public Second() {
      super("twice");
    }
  }

  /** Comes first by its name. */
  public static final class Another extends Named {
    /** Found by the class loader. */
    public Another() {
      super("another");
    }
  }

  /** The same name once more. */
  public static final class Third extends Named {
    /** Found by the class loader. */
    public Third() {
      super("twice");
    }
  }

  /** Looks like another's name. */
  public static final class Invisible extends Named {
    /** Found by the class loader. */
    public Invisible() {
      super("softmax\u200b");
    }
  }

  /** Has no name. */
  public static final class Blank extends Named {
    /** Found by the class loader. */
    public Blank() {
      super(" ");
    }
  }

  /** Cannot be made. */
  public static final class Broken extends Named {
    /** Found by the class loader. */
    public Broken() {
      super("broken");
      throw new IllegalStateException("no inputs");
    }
  }

  /** Cannot say its name. */
  public static final class Nameless extends Named {
    /** Found by the class loader. */
    public Nameless() {
      super("");
    }

    @Override
    public String name() {
      throw new IllegalStateException("no name");
    }
  }

  @Test
  void formulasAreFoundInTheOrderOfTheirNames() {
    Formulas found = find(First.class, Another.class);
    assertThat(found.list()).extracting(Formula::name).containsExactly("another", "twice");
    assertThat(found.problems()).isEmpty();
  }

  @Test
  void formulasOfOneNameAreLeftOutAndAllAreNamed() {
    Formulas found = find(First.class, Another.class, Second.class);
    String both =
        "two formulas are named 'twice': %s$First and %s$Second; neither is used, rename one"
            .formatted(HERE, HERE);
    assertThat(found.list()).extracting(Formula::name).containsExactly("another");
    assertThat(found.ambiguous()).containsExactly(Map.entry("twice", both));
    assertThat(found.problems()).containsExactly(both);
  }

  @Test
  void threeOfOneNameAreToldSo() {
    assertThat(find(First.class, Second.class, Third.class).problems())
        .singleElement()
        .asString()
        .startsWith("3 formulas are named 'twice': ")
        .endsWith("; none is used, rename one");
  }

  @Test
  void aNameThatCannotBeSeenIsAProblem() {
    assertThat(find(Invisible.class).problems())
        .containsExactly(
            "formula "
                + HERE
                + "$Invisible: its name 'softmax\\u200b' holds line ends or what cannot be seen");
  }

  @Test
  void aFormulaThatToldItsNameIsNotAskedAgain() {
    NamedFormula named = NamedFormula.of(new First());
    assertThat(NamedFormula.of(named)).isSameAs(named);
    assertThat(named.className()).isEqualTo(HERE + "$First");
  }

  @Test
  void aClassThatCannotBeLoadedIsNamed(@TempDir Path folder) throws IOException {
    Path services = folder.resolve("META-INF/services/" + Formula.class.getName());
    Files.createDirectories(services.getParent());
    Files.writeString(services, "# ours\n\ncom.example.Broken # this one\n" + HERE + "$First\n");
    Path broken = folder.resolve("com/example/Broken.class");
    Files.createDirectories(broken.getParent());
    Files.write(broken, new byte[] {1, 2, 3});
    try (URLClassLoader loader = new OnlyOwnServices(folder.toUri().toURL())) {
      Formulas found = Formulas.find(loader);
      assertThat(found.list()).extracting(Formula::name).containsExactly("twice");
      assertThat(found.problems())
          .singleElement()
          .asString()
          .startsWith("a formula cannot be used: com.example.Broken: java.lang.ClassFormatError");
    }
  }

  private static final class OnlyOwnServices extends URLClassLoader {
    OnlyOwnServices(URL folder) {
      super(new URL[] {folder}, FormulasTest.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return findResources(name);
    }
  }

  @Test
  void aBlankNameIsAProblemAndNoFormula() {
    Formulas found = find(Blank.class, Another.class);
    assertThat(found.list()).extracting(Formula::name).containsExactly("another");
    assertThat(found.problems()).containsExactly("formula " + HERE + "$Blank has a blank name");
  }

  @Test
  void aFormulaThatCannotBeUsedIsAProblemThatSaysWhy() {
    Formulas found = find(Broken.class, Nameless.class, Another.class);
    assertThat(found.list()).extracting(Formula::name).containsExactly("another");
    assertThat(found.problems()).hasSize(2);
    assertThat(found.problems().get(0))
        .startsWith("a formula cannot be used: " + Formula.class.getName())
        .containsPattern(
            "\\(java.lang.IllegalStateException: no inputs \\(FormulasTest.java:\\d+\\)\\)$");
    assertThat(found.problems().get(1))
        .startsWith("formula " + HERE + "$Nameless: name() threw ")
        .containsPattern(
            " threw java.lang.IllegalStateException: no name \\(FormulasTest.java:\\d+\\)$");
  }

  @Test
  void whatWasFoundStaysAsItIs() {
    List<String> problems = new ArrayList<>(List.of("a problem"));
    List<Formula> list = new ArrayList<>(List.of(new Relu()));
    Formulas formulas = new Formulas(list, Map.of(), problems);
    problems.clear();
    list.clear();
    assertThat(formulas.problems()).containsExactly("a problem");
    assertThat(formulas.list()).hasSize(1);
    assertThatThrownBy(() -> formulas.problems().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static Formulas find(Class<?>... formulas) {
    return Formulas.find(new PlantedFormulas(formulas));
  }
}
