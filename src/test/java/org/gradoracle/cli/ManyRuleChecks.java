package org.gradoracle.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.norm.LayerNorm;
import org.gradoracle.judge.RuleCheck;
import org.gradoracle.program.Program;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.djl.DjlReference;

/**
 * Checks the same rules again and again, so many as the argument says, and prints ten times on the
 * way what the process holds, in KB.
 */
final class ManyRuleChecks {

  private ManyRuleChecks() {}

  public static void main(String[] args) throws IOException {
    int count = Integer.parseInt(args[0]);
    Formula formula = new LayerNorm();
    Program program = formula.program(new Sample(4));
    Reference reference = DjlReference.load(message -> {});
    int rules = 0;
    for (int tenth = 1; tenth <= 10; tenth++) {
      while (rules < count / 10 * tenth) {
        rules += RuleCheck.run(program, reference).size();
      }
      System.out.println(rules + " " + resident());
    }
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
