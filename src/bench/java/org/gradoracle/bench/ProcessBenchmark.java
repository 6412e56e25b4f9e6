package org.gradoracle.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/** Whole processes, from the start of Java to its end. */
public class ProcessBenchmark {

  @Benchmark
  public int report() throws IOException, InterruptedException {
    return run("org.gradoracle.cli.Main");
  }

  /** Loads DJL's engine, goes backward once and ends. */
  @Benchmark
  public int engine() throws IOException, InterruptedException {
    return run("org.gradoracle.reference.djl.BareEngine");
  }

  private static int run(String main) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int code = process.waitFor();
    if (code != 0) {
      throw new IllegalStateException(main + " ended with " + code);
    }
    return code;
  }
}
