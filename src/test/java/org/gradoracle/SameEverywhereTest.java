package org.gradoracle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.gradoracle.cli.Main;
import org.junit.jupiter.api.Test;

/** What the code must not call, lest its bytes depend on the locale, the processor or the JDK. */
@AnalyzeClasses(packages = "org.gradoracle", importOptions = DoNotIncludeTests.class)
class SameEverywhereTest {

  /** The methods of Math that may be off by a unit in the last place, as a JDK likes. */
  private static final Set<String> INEXACT =
      Set.of(
          "sin",
          "cos",
          "tan",
          "asin",
          "acos",
          "atan",
          "atan2",
          "sinh",
          "cosh",
          "tanh",
          "exp",
          "expm1",
          "log",
          "log10",
          "log1p",
          "pow",
          "cbrt",
          "hypot",
          "toRadians",
          "toDegrees");

  @ArchTest
  static final ArchRule only_text_formats =
      noClasses()
          .that()
          .resideOutsideOfPackage("..gradoracle.text..")
          .should()
          .accessTargetWhere(
              calls(
                  "a formatter beside Text.format",
                  (method, parameters) ->
                      Set.of("String.format", "String.formatted", "Formatter.<init>")
                              .contains(method)
                          || method.matches("Print(Writer|Stream)\\.(printf|format)")
                          || method.matches("(MessageFormat|NumberFormat|DecimalFormat)\\..*")));

  @ArchTest
  static final ArchRule text_formats_in_a_locale_that_is_named =
      noClasses()
          .should()
          .accessTargetWhere(
              calls(
                  "a method of String that takes the default locale",
                  (method, parameters) ->
                      Set.of(
                                  "String.toLowerCase",
                                  "String.toUpperCase",
                                  "String.format",
                                  "String.formatted")
                              .contains(method)
                          && !parameters.contains(Locale.class.getName())));

  @ArchTest
  static final ArchRule lines_end_with_a_line_feed =
      noClasses()
          .should()
          .accessTargetWhere(
              calls(
                  "a method that ends a line as the system does",
                  (method, parameters) ->
                      method.matches("Print(Writer|Stream)\\.println")
                          || Set.of("BufferedWriter.newLine", "System.lineSeparator")
                              .contains(method)));

  @ArchTest
  static final ArchRule the_digits_of_a_number_are_not_the_jdks =
      noClasses()
          .should()
          .accessTargetWhere(
              calls(
                  "a method that writes a number with a fraction as this JDK does",
                  (method, parameters) ->
                      Set.of("Double.toString", "Float.toString").contains(method)
                          || (method.matches(
                                  "String\\.valueOf|(StringBuilder|StringBuffer)\\.(append|insert)"
                                      + "|Print(Writer|Stream)\\.print"
                                      + "|\\w*Output\\.writeUserContent|BigDecimal\\.valueOf")
                              && (parameters.contains("double") || parameters.contains("float")))));

  @ArchTest
  static final ArchRule functions_are_those_of_StrictMath =
      noClasses()
          .should()
          .accessTargetWhere(
              calls(
                  "a function whose last digit is left to the JDK and the processor",
                  (method, parameters) ->
                      method.startsWith("Math.")
                          && INEXACT.contains(method.substring("Math.".length()))));

  /** Calls and references, named by the class's simple name and the method, and the parameters. */
  private static DescribedPredicate<JavaAccess<?>> calls(
      String what, BiPredicate<String, List<String>> which) {
    return DescribedPredicate.describe(
        what,
        access ->
            access.getTarget() instanceof CodeUnitAccessTarget target
                && which.test(
                    target.getOwner().getSimpleName() + "." + target.getName(),
                    target.getRawParameterTypes().stream().map(type -> type.getName()).toList()));
  }

  @Test
  void noNumberWithAFractionIsJoinedToAString() throws IOException, URISyntaxException {
    assertThat(Constants.ofAllClasses())
        .isNotEmpty()
        .allSatisfy(
            constants ->
                assertThat(constants.descriptorsOf("makeConcatWithConstants"))
                    .as(constants.file() + " joins a double or float with +: use PythonNumber.repr")
                    .noneMatch(SameEverywhereTest::takesAFraction));
  }

  @Test
  void noFormatEndsALineAsTheSystemDoes() throws IOException, URISyntaxException {
    assertThat(Constants.ofAllClasses())
        .isNotEmpty()
        .allSatisfy(
            constants ->
                assertThat(constants.texts())
                    .as(constants.file() + " has %n: write \\n")
                    .noneMatch(text -> text.contains("%n")));
  }

  @Test
  void aFractionIsFoundAmongTheParameters() {
    assertThat(List.of("(D)Ljava/lang/String;", "(ILa/Data;[IF)Ljava/lang/String;"))
        .allMatch(SameEverywhereTest::takesAFraction);
    assertThat(List.of("(I)Ljava/lang/String;", "(LData;LFloat;[J)Ljava/lang/String;"))
        .noneMatch(SameEverywhereTest::takesAFraction);
  }

  private static boolean takesAFraction(String descriptor) {
    return descriptor
        .substring(0, descriptor.indexOf(')'))
        .replaceAll("L[^;]*;", "")
        .matches(".*[DF].*");
  }

  /** The constants of a class file: javac joins strings by a call that ArchUnit does not see. */
  private record Constants(Path file, List<String> texts, List<int[]> namesAndTypes) {

    static List<Constants> ofAllClasses() throws IOException, URISyntaxException {
      URI classes = Main.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      List<Constants> found = new ArrayList<>();
      try (Stream<Path> files = Files.walk(Path.of(classes))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
          found.add(read(file));
        }
      }
      return found;
    }

    private static Constants read(Path file) throws IOException {
      try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
        in.skipNBytes(8); // the magic number and the version
        int count = in.readUnsignedShort();
        List<String> texts = new ArrayList<>();
        List<int[]> namesAndTypes = new ArrayList<>();
        texts.add(""); // constants count from 1
        while (texts.size() < count) {
          int tag = in.readUnsignedByte();
          String text = "";
          switch (tag) {
            case 1 -> text = in.readUTF();
            case 12 ->
                namesAndTypes.add(new int[] {in.readUnsignedShort(), in.readUnsignedShort()});
            case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
            case 15 -> in.skipNBytes(3);
            case 5, 6 -> in.skipNBytes(8);
            default -> in.skipNBytes(4);
          }
          texts.add(text);
          if (tag == 5 || tag == 6) {
            texts.add(""); // a long or a double counts twice
          }
        }
        return new Constants(file, texts, namesAndTypes);
      }
    }

    List<String> descriptorsOf(String method) {
      return namesAndTypes.stream()
          .filter(each -> texts.get(each[0]).equals(method))
          .map(each -> texts.get(each[1]))
          .toList();
    }
  }
}
