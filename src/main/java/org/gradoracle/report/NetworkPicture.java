package org.gradoracle.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gradoracle.program.Input;
import org.gradoracle.program.Step;
import org.gradoracle.program.Var;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.StepResult;

/**
 * The network as a graph: a column of steps from the first to the last, each with the inputs that
 * only it uses at its right; values that skip a step go round on the left. An arrow is a value used
 * by a step, and the rule that sends the gradient back.
 *
 * <p>Units are CSS pixels.
 */
final class NetworkPicture {

  private static final int HEIGHT = 28;
  private static final int GAP = 16;
  private static final int LANE = 14;
  private static final int SIGN = 26;
  private static final int LETTER = 8;
  private static final int SMALL_LETTER = 7;
  private static final int PADDING = 6;
  private static final int BESIDE = 28;
  private static final int LABEL = 24;

  /**
   * A value.
   *
   * @param shape empty where there is no room for it
   * @param forward how its two values compare; none for an input, which is the same by itself
   * @param gradient how its gradient is; none for the loss and for constants
   * @param about all in words
   */
  record Box(
      int x,
      int y,
      int width,
      String name,
      String shape,
      Optional<Mark> forward,
      Optional<Mark> gradient,
      String about) {

    int height() {
      return HEIGHT;
    }

    private int right() {
      return x + width;
    }

    private int middle() {
      return y + HEIGHT / 2;
    }
  }

  /** A value used by a step. */
  record Arrow(String path, Mark mark, String about) {}

  /** The name of a wrong rule, beside the step that it belongs to. */
  record Label(int x, int y, int width, String rule, String adjective) {

    int height() {
      return LABEL - 4;
    }
  }

  private final Report report;
  private final Map<String, List<String>> spoiled;
  private final Map<Var, Integer> uses = new HashMap<>();
  private final Map<Var, Box> placed = new HashMap<>();
  private final List<Box> boxes = new ArrayList<>();
  private final List<Arrow> arrows = new ArrayList<>();
  private final List<Label> labels = new ArrayList<>();
  private int height = 1;
  private int width;

  NetworkPicture(Report report) {
    this.report = report;
    this.spoiled = report.spoiled();
    steps().forEach(step -> step.inputs().forEach(input -> uses.merge(input, 1, Integer::sum)));
    List<Var> column = column();
    Map<Arc, Integer> lanes = lanes(column);
    int left = 4 + LANE * (1 + lanes.values().stream().mapToInt(i -> i + 1).max().orElse(0));
    int boxWidth = boxWidth(column);
    width = left + boxWidth + 1;
    for (Var var : column) {
      List<StepResult> wrong =
          report.result().wrong().stream().filter(rule -> rule.step().equals(var.name())).toList();
      for (StepResult rule : wrong) {
        label(rule, left + boxWidth / 2);
      }
      Box box = box(var, left, height, boxWidth, shape(var));
      int bottom = height + HEIGHT;
      if (var instanceof Step step) {
        bottom = Math.max(bottom, beside(step, box));
      }
      height = bottom + GAP;
    }
    height -= GAP - 1;
    for (Var var : column) {
      if (var instanceof Step step) {
        arrows(step, column, lanes, left);
      }
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  List<Box> boxes() {
    return boxes;
  }

  /** Those that stand out come last, on top of the others. */
  List<Arrow> arrows() {
    List<Arrow> sorted = new ArrayList<>(arrows);
    sorted.sort(java.util.Comparator.comparing(Arrow::mark));
    return sorted;
  }

  List<Label> labels() {
    return labels;
  }

  private List<Step> steps() {
    return report.program().steps();
  }

  /** Inputs of several steps, then the steps. */
  private List<Var> column() {
    List<Var> column = new ArrayList<>();
    report.program().inputs().stream().filter(input -> !isBeside(input)).forEach(column::add);
    column.addAll(steps());
    return column;
  }

  private boolean isBeside(Var var) {
    return var instanceof Input && uses.getOrDefault(var, 0) == 1;
  }

  /** A value that goes round. */
  private record Arc(Var from, Step to) {}

  /** Whether a value of the column is used by what stands right below it. */
  private static boolean isNext(List<Var> column, Var from, Step to) {
    return column.indexOf(from) == column.indexOf(to) - 1;
  }

  /** For every value that goes round, the first lane that is free all the way; 0 is the inmost. */
  private Map<Arc, Integer> lanes(List<Var> column) {
    Map<Arc, Integer> lanes = new HashMap<>();
    List<Set<Integer>> taken = new ArrayList<>();
    for (Step step : steps()) {
      for (Var input : step.inputs().stream().distinct().toList()) {
        if (isBeside(input) || isNext(column, input, step)) {
          continue;
        }
        Set<Integer> way = new HashSet<>();
        for (int i = column.indexOf(input); i < column.indexOf(step); i++) {
          way.add(i);
        }
        int lane = 0;
        while (lane < taken.size() && taken.get(lane).stream().anyMatch(way::contains)) {
          lane++;
        }
        if (lane == taken.size()) {
          taken.add(new HashSet<>());
        }
        taken.get(lane).addAll(way);
        lanes.put(new Arc(input, step), lane);
      }
    }
    return lanes;
  }

  private int boxWidth(List<Var> column) {
    int name = column.stream().mapToInt(var -> var.name().length()).max().orElse(0);
    int shape = column.stream().mapToInt(var -> shape(var).length()).max().orElse(0);
    return 2 * SIGN + 3 * PADDING + name * LETTER + shape * SMALL_LETTER;
  }

  private String shape(Var var) {
    return row(var).map(row -> row.shape().toString()).orElse("");
  }

  private Optional<GradientResult> row(Var var) {
    return report.result().network().gradients().stream()
        .filter(row -> row.name().equals(var.name()))
        .findFirst();
  }

  private Optional<Mark> gradient(Var var) {
    return row(var).map(row -> Mark.of(row.status(), spoiled.containsKey(row.name())));
  }

  private Box box(Var var, int x, int y, int width, String shape) {
    Optional<Mark> forward =
        var instanceof Step
            ? row(var).map(row -> Mark.of(row.values().comparison()))
            : Optional.empty();
    Optional<Mark> gradient = gradient(var);
    String about =
        var.name()
            + forward.map(mark -> ", forward values " + mark.word()).orElse("")
            + gradient.map(mark -> ", gradient " + mark.word()).orElse("");
    Box box = new Box(x, y, width, var.name(), shape, forward, gradient, about);
    placed.put(var, box);
    boxes.add(box);
    return box;
  }

  /** The inputs that only this step uses, one below the other; returns where they end. */
  private int beside(Step step, Box box) {
    int y = box.y();
    for (Var input : step.inputs()) {
      if (isBeside(input)) {
        int length = input.name().length() * LETTER + 2 * PADDING;
        int chip = input.differentiable() ? length + SIGN : length;
        box(input, box.right() + BESIDE, y, chip, "");
        width = Math.max(width, box.right() + BESIDE + chip + 1);
        y += HEIGHT + 4;
      }
    }
    return y - 4;
  }

  private void label(StepResult rule, int middle) {
    String text = rule.name() + " is " + rule.status().adjective();
    int length = text.length() * LETTER + 2 * PADDING;
    labels.add(
        new Label(
            Math.max(1, middle - length / 2),
            height,
            length,
            rule.name(),
            rule.status().adjective()));
    width = Math.max(width, Math.max(1, middle - length / 2) + length + 1);
    height += LABEL;
  }

  private void arrows(Step step, List<Var> column, Map<Arc, Integer> lanes, int left) {
    Box to = box(step);
    int arc = 0;
    for (Var input : step.inputs().stream().distinct().toList()) {
      Box from = box(input);
      String path;
      if (isBeside(input)) {
        int y = from.middle();
        int end = Math.min(y, to.y() + HEIGHT - PADDING);
        path = Text.format("M%d %dH%dL%d %d", from.x(), y, from.x() - 12, to.right() + 2, end);
      } else if (isNext(column, input, step)) {
        int x = left + to.width() / 2;
        path = Text.format("M%d %dV%d", x, from.y() + HEIGHT, to.y() - 2);
      } else {
        int lane = lanes.getOrDefault(new Arc(input, step), 0);
        int x = left - LANE * (lane + 1);
        int start = from.middle() + 5;
        int end = to.middle() - 5 + 5 * arc++;
        path =
            Text.format(
                "M%d %dH%dQ%d %d %d %dV%dQ%d %d %d %dH%d",
                left, start, x + 6, x, start, x, start + 6, end - 6, x, end, x + 6, end, left - 2);
      }
      arrows.add(arrow(step, input, path));
    }
  }

  private Box box(Var var) {
    return Optional.ofNullable(placed.get(var))
        .orElseThrow(() -> new IllegalStateException("'" + var + "' has no place"));
  }

  private Arrow arrow(Step step, Var input, String path) {
    Optional<RuleResult> rule =
        report.result().rules().stream()
            .filter(each -> each.step().equals(step.name()) && each.input().equals(input.name()))
            .findFirst();
    boolean right = rule.map(found -> found.status().passed()).orElse(true);
    boolean behind =
        (rule.isPresent() || step.isOutput())
            && gradient(step).map(mark -> mark == Mark.SPOILED || mark == Mark.WRONG).orElse(false);
    Mark mark = !right ? Mark.WRONG : behind ? Mark.SPOILED : Mark.RIGHT;
    String about =
        rule.map(found -> "rule " + found.name() + ": " + found.status())
            .orElse(step.isOutput() ? step + " is an output of " + input : input + " is constant");
    return new Arrow(path, mark, about);
  }
}
