package org.gradoracle.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
 * <p>In a network of many steps, those whose names begin with one block's, as {@code h0_ln1} and
 * {@code h0_qkv} do, are one box; a picture of its own shows what is in it.
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

  /** More steps than this are folded into their blocks. */
  private static final int MOST_STEPS = 40;

  private static final Pattern BLOCK = Pattern.compile("(\\p{L}+\\d+)_.+");

  /**
   * A value.
   *
   * @param shape empty where there is no room for it
   * @param forward how its two values compare; none for an input, which is the same by itself
   * @param gradient how its gradient is; none for the loss and for constants
   * @param about all in words
   * @param link where there is more of it
   */
  record Box(
      int x,
      int y,
      int width,
      String name,
      String shape,
      Optional<Mark> forward,
      Optional<Mark> gradient,
      String about,
      String link) {

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

  /**
   * What has one box: a value, or all of a block.
   *
   * @param values one, or the steps of a block and the inputs that only they use
   */
  private record Part(String name, List<Var> values) {

    private boolean isBlock() {
      return values.size() > 1;
    }

    private List<Step> steps() {
      return values.stream().filter(Step.class::isInstance).map(Step.class::cast).toList();
    }
  }

  private final Report report;
  private final Optional<String> block;
  private final Set<String> spoiled;
  private final Set<Step> shown;
  private final Map<Var, Part> parts = new HashMap<>();
  private final List<Part> column = new ArrayList<>();
  private final Map<Part, Box> placed = new HashMap<>();
  private final List<Box> boxes = new ArrayList<>();
  private final List<Arrow> arrows = new ArrayList<>();
  private final List<Label> labels = new ArrayList<>();
  private int height = 1;
  private int width;

  /** The whole network, and a picture of each block that is folded in it. */
  static List<NetworkPicture> of(Report report) {
    List<Step> steps = report.program().steps();
    Map<String, List<Step>> blocks = new LinkedHashMap<>();
    if (steps.size() > MOST_STEPS) {
      for (Step step : steps) {
        Matcher named = BLOCK.matcher(step.name());
        if (named.matches()) {
          blocks.computeIfAbsent(named.group(1), each -> new ArrayList<>()).add(step);
        }
      }
      blocks.values().removeIf(each -> each.size() == 1);
    }
    Set<String> spoiled = report.spoiled().keySet();
    List<NetworkPicture> pictures = new ArrayList<>();
    pictures.add(new NetworkPicture(report, spoiled, Optional.empty(), steps, blocks));
    blocks.forEach(
        (name, own) ->
            pictures.add(new NetworkPicture(report, spoiled, Optional.of(name), own, Map.of())));
    return pictures;
  }

  private NetworkPicture(
      Report report,
      Set<String> spoiled,
      Optional<String> block,
      List<Step> steps,
      Map<String, List<Step>> blocks) {
    this.report = report;
    this.block = block;
    this.spoiled = spoiled;
    this.shown = new LinkedHashSet<>(steps);
    divide(blocks);
    Map<Arc, Integer> lanes = lanes();
    int left = 4 + LANE * (1 + lanes.values().stream().mapToInt(i -> i + 1).max().orElse(0));
    int boxWidth = boxWidth();
    width = left + boxWidth + 1;
    for (Part part : column) {
      for (StepResult rule : wrong(part)) {
        label(rule, left + boxWidth / 2);
      }
      Box box = box(part, left, height, boxWidth, shape(part));
      height = Math.max(height + HEIGHT, beside(part, box)) + GAP;
    }
    height -= GAP - 1;
    for (Part part : column) {
      arrows(part, lanes, left);
    }
  }

  /** Inputs of several parts, then the parts, in the order of their first steps. */
  private void divide(Map<String, List<Step>> blocks) {
    Map<Var, Set<Var>> users = new LinkedHashMap<>();
    for (Step step : shown) {
      step.inputs().forEach(in -> users.computeIfAbsent(in, i -> new HashSet<>()).add(step));
    }
    blocks.forEach(
        (name, own) -> {
          List<Var> values = new ArrayList<>(own);
          users.forEach(
              (value, by) -> {
                if (value instanceof Input && own.containsAll(by)) {
                  values.add(value);
                }
              });
          Part part = new Part(name, List.copyOf(values));
          values.forEach(value -> parts.put(value, part));
        });
    List<Var> others = new ArrayList<>(report.program().inputs());
    others.addAll(report.program().steps());
    for (Var value : others) {
      if (shown.contains(value) || users.containsKey(value)) {
        parts.computeIfAbsent(value, each -> new Part(each.name(), List.of(each)));
        boolean beside = value instanceof Input && users.getOrDefault(value, Set.of()).size() == 1;
        if (!beside && !column.contains(part(value))) {
          column.add(part(value));
        }
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
    sorted.sort(Comparator.comparing(Arrow::mark));
    return sorted;
  }

  List<Label> labels() {
    return labels;
  }

  /** The block that it shows; none if it shows the whole network. */
  Optional<String> block() {
    return block;
  }

  /** Whether something that is drawn in it is wrong. */
  boolean isWrong() {
    return boxes.stream().anyMatch(box -> box.gradient().equals(Optional.of(Mark.WRONG)))
        || !labels.isEmpty();
  }

  private Part part(Var value) {
    return Optional.ofNullable(parts.get(value))
        .orElseThrow(() -> new IllegalStateException("'" + value + "' has no part"));
  }

  private boolean isBeside(Part part) {
    return !column.contains(part);
  }

  /** The steps of a part that are drawn: none of a value from outside. */
  private List<Step> steps(Part part) {
    return part.steps().stream().filter(shown::contains).toList();
  }

  /** What its steps use, and is not of it. */
  private List<Part> inputs(Part part) {
    return steps(part).stream()
        .flatMap(step -> step.inputs().stream())
        .map(this::part)
        .filter(input -> !input.equals(part))
        .distinct()
        .toList();
  }

  private List<StepResult> wrong(Part part) {
    return report.result().wrong().stream()
        .filter(rule -> steps(part).stream().anyMatch(step -> step.name().equals(rule.step())))
        .toList();
  }

  /** A value that goes round. */
  private record Arc(Part from, Part to) {}

  /** Whether a value of the column is used by what stands right below it. */
  private boolean isNext(Part from, Part to) {
    return column.indexOf(from) == column.indexOf(to) - 1;
  }

  /** For every value that goes round, the first lane that is free all the way; 0 is the inmost. */
  private Map<Arc, Integer> lanes() {
    Map<Arc, Integer> lanes = new HashMap<>();
    List<Set<Integer>> taken = new ArrayList<>();
    for (Part part : column) {
      for (Part input : inputs(part)) {
        if (isBeside(input) || isNext(input, part)) {
          continue;
        }
        Set<Integer> way = new HashSet<>();
        for (int i = column.indexOf(input); i < column.indexOf(part); i++) {
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
        lanes.put(new Arc(input, part), lane);
      }
    }
    return lanes;
  }

  private int boxWidth() {
    int name = column.stream().mapToInt(part -> part.name().length()).max().orElse(0);
    int shape = column.stream().mapToInt(part -> shape(part).length()).max().orElse(0);
    return 2 * SIGN + 3 * PADDING + name * LETTER + shape * SMALL_LETTER;
  }

  private String shape(Part part) {
    return part.isBlock()
        ? part.steps().size() + " steps"
        : rows(part).map(row -> row.values().ours().shape().toString()).findFirst().orElse("");
  }

  private Stream<GradientResult> rows(Part part) {
    return part.values().stream().flatMap(value -> row(value).stream());
  }

  private Optional<GradientResult> row(Var value) {
    return report.result().network().gradients().stream()
        .filter(row -> row.name().equals(value.name()))
        .findFirst();
  }

  private Mark mark(GradientResult row) {
    return Mark.of(row.status(), spoiled.contains(row.name()));
  }

  /** Of a block, its worst. */
  private Optional<Mark> gradient(Part part) {
    return rows(part)
        .map(this::mark)
        .map(mark -> part.isBlock() && mark == Mark.ZERO ? Mark.RIGHT : mark)
        .max(Comparator.naturalOrder());
  }

  private Optional<Mark> forward(Part part) {
    return part.steps().stream()
        .flatMap(step -> row(step).stream())
        .map(row -> Mark.of(row.values().comparison()))
        .max(Comparator.naturalOrder());
  }

  private Box box(Part part, int x, int y, int width, String shape) {
    Optional<Mark> forward = forward(part);
    Optional<Mark> gradient = gradient(part);
    String about =
        part.name()
            + forward.map(mark -> ", forward values " + mark.word()).orElse("")
            + gradient.map(mark -> ", gradient " + mark.word()).orElse("");
    String link = (part.isBlock() ? "#block-" : "#row-") + part.name();
    Box box = new Box(x, y, width, part.name(), shape, forward, gradient, about, link);
    placed.put(part, box);
    boxes.add(box);
    return box;
  }

  /** The inputs that only it uses, one below the other; returns where they end. */
  private int beside(Part part, Box box) {
    int y = box.y();
    for (Part input : inputs(part)) {
      if (isBeside(input)) {
        int length = input.name().length() * LETTER + 2 * PADDING;
        int chip = rows(input).findFirst().isPresent() ? length + SIGN : length;
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

  private void arrows(Part part, Map<Arc, Integer> lanes, int left) {
    Box to = box(part);
    int arc = 0;
    for (Part input : inputs(part)) {
      Box from = box(input);
      String path;
      if (isBeside(input)) {
        int y = from.middle();
        int end = Math.min(y, to.y() + HEIGHT - PADDING);
        path = Text.format("M%d %dH%dL%d %d", from.x(), y, from.x() - 12, to.right() + 2, end);
      } else if (isNext(input, part)) {
        int x = left + to.width() / 2;
        path = Text.format("M%d %dV%d", x, from.y() + HEIGHT, to.y() - 2);
      } else {
        int lane = lanes.getOrDefault(new Arc(input, part), 0);
        int x = left - LANE * (lane + 1);
        int start = from.middle() + 5;
        int end = to.middle() - 5 + 5 * arc++;
        path =
            Text.format(
                "M%d %dH%dQ%d %d %d %dV%dQ%d %d %d %dH%d",
                left, start, x + 6, x, start, x, start + 6, end - 6, x, end, x + 6, end, left - 2);
      }
      List<Arrow> single = new ArrayList<>();
      for (Step step : steps(part)) {
        step.inputs().stream()
            .distinct()
            .filter(each -> part(each).equals(input))
            .forEach(each -> single.add(arrow(step, each, path)));
      }
      arrows.add(single.stream().max(Comparator.comparing(Arrow::mark)).orElseThrow());
    }
  }

  private Box box(Part part) {
    return Optional.ofNullable(placed.get(part))
        .orElseThrow(() -> new IllegalStateException("'" + part.name() + "' has no place"));
  }

  private Arrow arrow(Step step, Var input, String path) {
    Optional<RuleResult> rule =
        report.result().rules().stream()
            .filter(each -> each.step().equals(step.name()) && each.input().equals(input.name()))
            .findFirst();
    boolean right = rule.map(found -> found.status().passed()).orElse(true);
    boolean behind =
        (rule.isPresent() || step.isOutput())
            && row(step)
                .map(this::mark)
                .map(mark -> mark == Mark.SPOILED || mark == Mark.WRONG)
                .orElse(false);
    Mark mark = !right ? Mark.WRONG : behind ? Mark.SPOILED : Mark.RIGHT;
    String about =
        rule.map(found -> "rule " + found.name() + ": " + found.status())
            .orElse(step.isOutput() ? step + " is an output of " + input : input + " is constant");
    return new Arrow(path, mark, about);
  }
}
