package org.gradoracle.cli;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The command line, or another class, in a process of its own, with the tests' class path. */
final class Forked {

  /** For processes of a second or two, in which better code than the first comes too late. */
  private static final List<String> SHORT = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private Forked() {}

  /** The command that runs it. */
  static List<String> command(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SHORT);
    command.addAll(options);
    command.add("-cp");
    command.add(
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(part -> Path.of(part).toAbsolutePath().toString())
            .collect(joining(File.pathSeparator)));
    command.add(main.getName());
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /** In a folder. */
  static ProcessBuilder java(
      Path folder, List<String> options, Class<?> main, String... arguments) {
    return new ProcessBuilder(command(options, main, arguments)).directory(folder.toFile());
  }

  /** Through a shell, which does with standard output what follows: {@code "$@" > /dev/full}. */
  static ProcessBuilder shell(Path folder, String script, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    command.addAll(command(List.of(), main, arguments));
    return new ProcessBuilder(command).directory(folder.toFile());
  }
}
