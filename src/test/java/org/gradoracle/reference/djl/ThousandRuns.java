package org.gradoracle.reference.djl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.gradoracle.formula.SampleNetwork;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.reference.Reference;

/**
 * A process that runs the notebook's network a thousand times in the reference, and prints by how
 * many bytes its memory outside of files has grown.
 *
 * <p>Run with a small heap that is touched beforehand ({@code -Xms64m -Xmx64m
 * -XX:+AlwaysPreTouch}), so that what grows is native memory, and a leak of Java memory is an
 * error.
 */
final class ThousandRuns {

  private ThousandRuns() {}

  public static void main(String[] args) throws IOException {
    Reference reference = DjlReference.load(message -> {});
    Program program = SampleNetwork.program(NotebookNetwork::program);
    run(reference, program, 300);
    long before = residentBytes();
    run(reference, program, 1000);
    System.out.println(residentBytes() - before);
  }

  private static void run(Reference reference, Program program, int times) {
    for (int i = 0; i < times; i++) {
      if (i % 2 == 0) {
        reference.run(program, Point.of(program));
      } else {
        Objects.requireNonNull(reference.begin(program, Point.of(program)).get());
      }
    }
  }

  private static long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("RssAnon:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum()
        * 1024;
  }
}
