package org.gradoracle.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gradoracle.dump.DumpException;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.output.Ending;
import org.gradoracle.output.NotWrittenException;
import org.gradoracle.output.PrintableWriter;
import org.gradoracle.output.StandardOutput;
import org.gradoracle.program.AuthorCode;
import org.gradoracle.program.Program;
import org.gradoracle.text.InvalidInputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. {@code report} is the default command. */
@Command(
    name = "gradoracle",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "[COMMAND]",
    description = "Tells whether a backward pass written by hand is right.",
    footerHeading = "\nWithout a command, 'report' runs.\n",
    exitCodeListHeading = "\nExit codes:\n",
    exitCodeList = {
      "0:all is right",
      "1:a gradient is wrong or missing; for prove, a fault is not noticed, named and explained; for"
          + " sweep, a false alarm; for compare, something got worse, or tensors are not alike",
      "2:wrong usage or bad input; one line says what",
      "3:the oracle could not run, a result could not be written, or a formula made no progress or"
          + " ended the process",
      "130:interrupted by Ctrl-C: there is no verdict, and no file is written"
    })
public final class Main {

  static final String OUT_OF_MEMORY =
      "out of memory: choose smaller sizes, or give Java more with -Xmx";

  private static final Set<String> ASK_THE_REFERENCE =
      Set.of("check", "export", "judge", "prove", "report", "sweep");

  /** What asks about the tool itself. */
  private static final List<String> HELP = List.of("-h", "--help", "-V", "--version");

  private Main() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    PrintWriter out = utf8(new StandardOutput());
    PrintWriter err = utf8(new FileOutputStream(FileDescriptor.err));
    System.setOut(System.err); // what a formula prints is no part of the result
    PrintWriter printable = PrintableWriter.of(err);
    Ending ending = Ending.watched(message -> say(printable, message), ExitCode.NOT_RUN);
    int exitCode = isHere() ? run(out, err, args) : nowhere(printable);
    ending.reached();
    System.exit(exitCode);
  }

  /** Whether there is a current folder, under the name by which Java knows it. */
  private static boolean isHere() {
    return Files.isDirectory(Path.of("").toAbsolutePath());
  }

  private static int nowhere(PrintWriter err) {
    say(
        err,
        "the current folder does not exist, or the locale's encoding has no letters for its name:"
            + " set LC_ALL=C.UTF-8");
    return ExitCode.NOT_RUN;
  }

  /**
   * Runs a command.
   *
   * @param out takes the results
   * @param err takes progress and diagnostics
   * @return the exit code
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(NotebookNetwork::program, out, err, args);
  }

  /** Runs a command on a network of the caller's instead of the notebook's. */
  static int run(
      Function<NotebookNetwork.Inputs, Program> network,
      PrintWriter rawOut,
      PrintWriter rawErr,
      String... args) {
    PrintWriter out = PrintableWriter.of(rawOut);
    PrintWriter err = PrintableWriter.of(rawErr);
    String[] whole = withDefaultCommand(args);
    if (ASK_THE_REFERENCE.contains(whole[0]) && Collections.disjoint(List.of(whole), HELP)) {
      Engine.prepare();
    }
    Map<String, Supplier<Object>> commands = commands(network);
    if (commands.containsKey(whole[0])) { // the others would take a tenth of a second
      commands.keySet().retainAll(Set.of(whole[0]));
    }
    CommandLine commandLine = commandLine(commands);
    commandLine.setOut(out);
    commandLine.setErr(err);
    commandLine.setParameterExceptionHandler((e, given) -> misused(e));
    commandLine.setExecutionExceptionHandler((e, failed, parsed) -> failed(e, err));
    int exitCode = execute(commandLine, err, whole);
    err.flush();
    if (out.checkError() && exitCode != ExitCode.NOT_RUN) {
      say(err, NotWrittenException.STANDARD_OUTPUT);
      return ExitCode.NOT_RUN;
    }
    return exitCode;
  }

  /** The commands by their names, in the order in which help lists them. */
  static Map<String, Supplier<Object>> commands(Function<NotebookNetwork.Inputs, Program> network) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("report", () -> new ReportCommand(network));
    commands.put("check", CheckCommand::new);
    commands.put("compare", CompareCommand::new);
    commands.put("export", ExportCommand::new);
    commands.put("judge", JudgeCommand::new);
    commands.put("list", ListCommand::new);
    commands.put("prove", ProveCommand::new);
    commands.put("sweep", SweepCommand::new);
    return commands;
  }

  /** The command line with these commands, and help. */
  static CommandLine commandLine(Map<String, Supplier<Object>> commands) {
    CommandLine commandLine = new CommandLine(new Main());
    commands.forEach((name, command) -> commandLine.addSubcommand(name, command.get()));
    commandLine.addSubcommand(new HelpCommand());
    commandLine.setExpandAtFiles(false);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpAutoWidth(true);
    Choice.register(commandLine);
    return commandLine;
  }

  private static int execute(CommandLine commandLine, PrintWriter err, String[] args) {
    try {
      return commandLine.execute(args);
    } catch (OutOfMemoryError e) {
      say(err, OUT_OF_MEMORY);
      return ExitCode.NOT_RUN;
    } catch (Throwable e) { // the JVM would end with 1, which means that a gradient is wrong
      say(err, "the oracle could not run: " + AuthorCode.describe(e));
      return ExitCode.NOT_RUN;
    }
  }

  /** The arguments with {@code report} before them, unless they name a command or ask for help. */
  private static String[] withDefaultCommand(String[] args) {
    if (args.length > 0 && (HELP.contains(args[0]) || !args[0].startsWith("-"))) {
      return args;
    }
    List<String> whole = new ArrayList<>(List.of("report"));
    whole.addAll(List.of(args));
    return whole.toArray(String[]::new);
  }

  private static int misused(ParameterException e) {
    CommandLine command = e.getCommandLine();
    say(
        command.getErr(),
        complaint(e) + " (see '" + command.getCommandSpec().qualifiedName() + " --help')");
    return ExitCode.BAD_INPUT;
  }

  /**
   * What is before all options, and is not a command, was meant to be one; an option that there is
   * not says more than the parameter that is therefore missing.
   */
  private static String complaint(ParameterException e) {
    CommandLine command = e.getCommandLine();
    if (command.getParent() == null && e instanceof UnmatchedArgumentException stray) {
      String typed = stray.getUnmatched().get(0);
      return "there is no command '"
          + typed
          + "'"
          + Suggestion.of(typed, command.getSubcommands().keySet());
    }
    boolean unmatched =
        e instanceof MissingParameterException || e instanceof UnmatchedArgumentException;
    Set<String> options = command.getCommandSpec().optionsMap().keySet();
    return command.getUnmatchedArguments().stream()
        .filter(typed -> unmatched && typed.startsWith("-"))
        .map(typed -> typed.replaceFirst("=.*", ""))
        .map(typed -> "Unknown option: '" + typed + "'" + Suggestion.of(typed, options))
        .findFirst()
        .orElse(String.valueOf(e.getMessage()));
  }

  private static int failed(Exception e, PrintWriter err) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    if (e instanceof InvalidInputException || e instanceof DumpException) {
      say(err, message);
      return ExitCode.BAD_INPUT;
    }
    say(err, e instanceof NotWrittenException ? message : "the oracle could not run: " + message);
    return ExitCode.NOT_RUN;
  }

  /** One line, whatever the message holds. */
  static void say(PrintWriter err, String message) {
    err.print("gradoracle: " + message.replaceAll("\\s*\\R\\s*", " ") + "\n");
    err.flush();
  }

  private static PrintWriter utf8(OutputStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
