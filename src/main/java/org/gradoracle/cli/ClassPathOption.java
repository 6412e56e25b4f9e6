package org.gradoracle.cli;

import java.util.Optional;
import org.gradoracle.formula.ClassPath;
import org.gradoracle.program.ProgramException;
import org.gradoracle.text.InvalidInputException;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** Where a command looks for formulas that are not its own. */
final class ClassPathOption {

  @Option(
      names = "--classpath",
      paramLabel = "PATH",
      showDefaultValue = Help.Visibility.NEVER,
      description =
          "Folders and jars with formulas of your own, separated as Java's class path is. A formula"
              + " may then be named by its class, too; a command for all formulas takes those that"
              + " the service files there list.")
  private Optional<String> classPath = Optional.empty();

  /**
   * What the user named.
   *
   * @throws InvalidInputException if something is not there
   */
  ClassPath open() {
    try {
      return classPath
          .map(given -> ClassPath.of(given, Thread.currentThread().getContextClassLoader()))
          .orElseGet(ClassPath::none);
    } catch (ProgramException e) {
      throw new InvalidInputException(String.valueOf(e.getMessage()));
    }
  }
}
