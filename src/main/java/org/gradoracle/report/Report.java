package org.gradoracle.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.program.Var;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.CheckResult;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.RuleResult;

/**
 * Everything that one run has to tell, whatever it is written as.
 *
 * @param tool what made it, with its version
 * @param facts what was run, by name, in the order to be reported
 * @param program the network, which is drawn
 * @param result what was found
 */
public record Report(String tool, Map<String, String> facts, Program program, CheckResult result) {

  /** A report that keeps a copy of the facts, in their order, with what is invisible made seen. */
  public Report {
    Map<String, String> seen = new LinkedHashMap<>();
    facts.forEach((name, fact) -> seen.put(name, visible(fact)));
    facts = Collections.unmodifiableMap(seen);
  }

  /** A file's name may hold line feeds, and marks that turn the direction of all that follows. */
  private static String visible(String text) {
    return Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]")
        .matcher(text)
        .replaceAll(found -> Text.format("\\\\u%04x", found.group().codePointAt(0)));
  }

  /**
   * For every row that is not right and lies behind a wrong rule in the backward pass: the wrong
   * rules, by their ids. A row that is not right and not here is so for another reason.
   */
  public Map<String, List<String>> spoiled() {
    Map<String, List<String>> spoiled = new LinkedHashMap<>();
    List<RuleResult> wrong = result.rules().stream().filter(rule -> !rule.passed()).toList();
    for (RuleResult rule : wrong) {
      Set<Var> behind = behind(rule);
      for (GradientResult row : result.network().wrong()) {
        if (behind.stream().anyMatch(var -> var.name().equals(row.name()))) {
          spoiled.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(rule.name());
        }
      }
    }
    return spoiled;
  }

  /** What a rule's gradient flows into: its input, that one's inputs, and so on. */
  private Set<Var> behind(RuleResult rule) {
    Set<Var> behind = new LinkedHashSet<>();
    Deque<Var> next = new ArrayDeque<>();
    program.steps().stream()
        .filter(step -> step.name().equals(rule.step()))
        .flatMap(step -> step.inputs().stream())
        .filter(input -> input.name().equals(rule.input()))
        .forEach(next::add);
    while (!next.isEmpty()) {
      Var var = next.remove();
      if (behind.add(var) && var instanceof Step step) {
        next.addAll(step.inputs());
      }
    }
    return behind;
  }
}
