package org.gradoracle.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which formulas a command is to work on. */
final class FormulaNames {

  @Parameters(
      paramLabel = "FORMULA",
      arity = "0..*",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Names; all, by default.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--formula",
      paramLabel = "NAME",
      showDefaultValue = Help.Visibility.NEVER,
      description = "The same as FORMULA; can be given several times.")
  private List<String> more = new ArrayList<>();

  /** All that are given, in either way. */
  List<String> all() {
    List<String> all = new ArrayList<>(names);
    all.addAll(more);
    return all;
  }
}
