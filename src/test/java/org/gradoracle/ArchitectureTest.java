package org.gradoracle;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Which package may use which, as the table in {@code docs/architecture.md} says. */
@AnalyzeClasses(packages = "org.gradoracle", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\|.*\\| ([^|]*) \\|");

  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  @ArchTest
  static void the_table_names_every_package(JavaClasses all) throws IOException {
    assertThat(table().keySet())
        .isEqualTo(
            all.stream()
                .map(each -> each.getPackageName().split("\\.", -1)[2])
                .collect(toCollection(TreeSet::new)));
  }

  @ArchTest
  static void a_package_uses_what_the_table_says(JavaClasses all) throws IOException {
    table()
        .forEach(
            (name, uses) -> {
              List<String> allowed = new ArrayList<>(uses);
              allowed.addAll(List.of(name, "text"));
              noClasses()
                  .that()
                  .resideInAPackage("org.gradoracle." + name + "..")
                  .should()
                  .dependOnClassesThat(
                      resideInAPackage("org.gradoracle..")
                          .and(
                              resideOutsideOfPackages(
                                  allowed.stream()
                                      .map(each -> "org.gradoracle." + each + "..")
                                      .toArray(String[]::new))))
                  .check(all);
            });
  }

  /** The packages and what each may use. */
  private static Map<String, List<String>> table() throws IOException {
    Map<String, String> cells = new TreeMap<>();
    ROW.matcher(Files.readString(Path.of("docs/architecture.md"), StandardCharsets.UTF_8))
        .results()
        .forEach(row -> cells.put(row.group(1), row.group(2)));
    Map<String, List<String>> table = new TreeMap<>();
    cells.forEach(
        (name, cell) -> {
          List<String> named =
              NAME.matcher(cell).results().map((MatchResult each) -> each.group(1)).toList();
          List<String> others =
              cells.keySet().stream().filter(each -> !named.contains(each)).toList();
          table.put(name, cell.startsWith("all") ? others : named);
        });
    return table;
  }

  @ArchTest
  static final ArchRule tensor_uses_no_library =
      classes()
          .that()
          .resideInAPackage("..gradoracle.tensor..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.gradoracle..", "org.jspecify..");

  @ArchTest
  static final ArchRule only_reference_djl_knows_djl =
      noClasses()
          .that()
          .resideOutsideOfPackage("..reference.djl..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule what_compares_does_not_know_which_reference_there_is =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..compare..",
              "..judge..",
              "..diagnose..",
              "..check..",
              "..report..",
              "..formula..",
              "..prove..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..reference.djl..");

  @ArchTest
  static final ArchRule only_the_junit_package_knows_junit =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.gradoracle.junit..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.junit..", "org.opentest4j..", "org.gradoracle.junit..");

  @ArchTest
  static final ArchRule nothing_uses_the_command_line =
      noClasses()
          .that()
          .resideOutsideOfPackage("..gradoracle.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..gradoracle.cli..", "picocli..");
}
