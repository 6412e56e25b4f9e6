package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.gradoracle.formula.Formula;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class files on the class path that cannot be loaded. */
class BrokenClassesTest {

  private static final String CLASS = "com.example.SquaredRelu";

  private static final String SERVICES = "META-INF/services/" + Formula.class.getName();

  @TempDir Path folder;

  @Test
  void aClassThatIsCutShortIsNamedAndTheOthersAreListedAndChecked() throws IOException {
    byte[] whole = classFile();
    requireNamed(Arrays.copyOf(whole, whole.length / 2));
  }

  @Test
  void aClassForANewerJavaIsNamedAndTheOthersAreListedAndChecked() throws IOException {
    byte[] newer = classFile();
    newer[7] = 99; // the major version
    requireNamed(newer);
  }

  private void requireNamed(byte[] classFile) throws IOException {
    Path file = folder.resolve(CLASS.replace('.', '/') + ".class");
    Path services = folder.resolve(SERVICES);
    Files.createDirectories(file.getParent());
    Files.createDirectories(services.getParent());
    Files.write(file, classFile);
    Files.writeString(services, "# ours\n" + CLASS + "\n");
    try (URLClassLoader loader = new OwnFirst(folder.toUri().toURL())) {
      Outcome list = gradoracle(loader, "list");
      assertThat(list.out()).contains("softmax: ").contains("well-behaved: ");
      requireTold(list);
      Outcome sweep = gradoracle(loader, "sweep", "--cases", "1");
      assertThat(sweep.out()).contains("cases: 1, failed: 0");
      requireTold(sweep);
      Outcome check = gradoracle(loader, "check", "well-behaved");
      assertThat(check.out()).startsWith("PASS  well-behaved");
      assertThat(check.exitCode()).isZero();
    }
  }

  private static void requireTold(Outcome outcome) {
    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .startsWith("gradoracle: a formula cannot be used: ")
        .contains(CLASS);
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  private static byte[] classFile() throws IOException {
    String name = "/" + CLASS.replace('.', '/') + ".class";
    try (InputStream in = BrokenClassesTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  /** The tests have a whole class of this name. */
  private static final class OwnFirst extends URLClassLoader {
    OwnFirst(URL folder) {
      super(new URL[] {folder}, new PlantedBesideTheLibrary());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      return name.equals(CLASS) ? findClass(name) : super.loadClass(name, resolve);
    }
  }

  /** The library's formulas and a well-behaved one. */
  private static final class PlantedBesideTheLibrary extends ClassLoader {
    PlantedBesideTheLibrary() {
      super(BrokenClassesTest.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      List<URL> all = Collections.list(getParent().getResources(name));
      if (name.equals(SERVICES)) {
        all.addAll(
            Collections.list(
                new PlantedFormulas(UnrulyFormulasTest.After.class).getResources(name)));
      }
      return Collections.enumeration(all);
    }
  }
}
