package org.gradoracle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** Which package may use which. */
@AnalyzeClasses(packages = "org.gradoracle", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchRule text_uses_none_of_the_others = uses("text");

  @ArchTest static final ArchRule data_uses_none_of_the_others = uses("data");

  @ArchTest
  static final ArchRule tensor_uses_nothing_but_text_and_the_jdk =
      classes()
          .that()
          .resideInAPackage("..gradoracle.tensor..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.gradoracle.tensor..", "org.gradoracle.text..", "org.jspecify..");

  @ArchTest static final ArchRule program_uses_tensor = uses("program", "tensor");

  @ArchTest
  static final ArchRule formula_uses_program_and_tensor = uses("formula", "program", "tensor");

  @ArchTest
  static final ArchRule reference_uses_program_and_tensor = uses("reference", "program", "tensor");

  @ArchTest static final ArchRule compare_uses_tensor = uses("compare", "tensor");

  @ArchTest
  static final ArchRule diagnose_uses_compare_program_and_what_a_reference_is =
      uses("diagnose", "compare", "program", "tensor", "reference");

  @ArchTest
  static final ArchRule judge_uses_compare_diagnose_program_and_what_a_reference_is =
      uses("judge", "compare", "diagnose", "program", "tensor", "reference");

  @ArchTest
  static final ArchRule check_uses_formula_and_judge =
      uses("check", "formula", "judge", "compare", "diagnose", "reference", "program", "tensor");

  @ArchTest
  static final ArchRule report_uses_what_it_reports_and_the_program_that_it_draws =
      uses(
          "report",
          "check",
          "prove",
          "judge",
          "compare",
          "diagnose",
          "formula",
          "program",
          "tensor");

  @ArchTest
  static final ArchRule prove_uses_check_formula_and_judge =
      uses(
          "prove",
          "check",
          "formula",
          "judge",
          "compare",
          "diagnose",
          "program",
          "tensor",
          "reference");

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
  static final ArchRule only_the_junit_door_knows_junit =
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

  /** Of the project's packages, this one may use these, itself and {@code text}. */
  private static ArchRule uses(String name, String... others) {
    String[] allowed =
        Stream.concat(Stream.of(name, "text"), Stream.of(others))
            .map(other -> "org.gradoracle." + other + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("org.gradoracle." + name + "..")
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                    "org.gradoracle..")
                .and(
                    com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages(
                        allowed)));
  }
}
