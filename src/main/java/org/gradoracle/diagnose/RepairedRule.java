package org.gradoracle.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.diagnose.Line.Replacement;
import org.gradoracle.diagnose.Line.Watched;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.text.Digits;
import org.gradoracle.text.Text;

/**
 * The rule with one of its operations changed: another axis, operand, sign, number or exponent, an
 * operand transposed, one factor too many or too few. A change that makes it right says what is
 * wrong in it.
 */
final class RepairedRule {

  private static final int SECANTS = 40;

  /** A number that was found is told to this fraction of it. */
  private static final double DIGITS = 1e-10;

  /** How many operations are run at most: of a long rule, not every change can be tried. */
  private static final int MOST = 1 << 20;

  private static final Set<String> COMPARISONS = Set.of("gt", "lt", "ge", "le", "eq", "ne");

  private static final Map<String, String> INSTEAD =
      Map.of("add", "sub", "sub", "add", "mul", "div", "div", "mul", "sin", "cos", "cos", "sin");

  /**
   * A replacement for the operation at index {@code number}; reports write it as {@code instead}.
   */
  private record Repair(int number, String instead, Replacement replacement) {}

  private final DiagnosedRule wrong;
  private final Line line;
  private final Map<String, ArrayTensor> values;
  private final List<Double> terms;
  private final Explanations.Same same;
  private int run;

  private RepairedRule(
      DiagnosedRule wrong,
      Line line,
      Map<String, ArrayTensor> values,
      List<Double> terms,
      Explanations.Same same) {
    this.wrong = wrong;
    this.line = line;
    this.values = values;
    this.terms = terms;
    this.same = same;
  }

  /**
   * What makes the rule right; none if no single change does.
   *
   * @param forward the step's line, of whose numbers one may be missing as a term
   * @param values that may be a factor which is missing, by their texts
   */
  static Optional<Explanation> of(
      DiagnosedRule wrong, Line forward, Map<String, ArrayTensor> values, Explanations.Same same) {
    var rule = new RepairedRule(wrong, wrong.ruleLine(), values, terms(forward), same);
    return rule.firstOf(
        List.of(
            rule::axes,
            rule::transposed,
            rule::left,
            rule::operations,
            rule::operands,
            rule::numbers,
            rule::terms,
            rule::factors,
            rule::given));
  }

  /** What makes the rule right of the changes that are less likely, or tell less. */
  static Optional<Explanation> ofRarely(DiagnosedRule wrong, Line forward, Explanations.Same same) {
    Line line = wrong.ruleLine();
    var derivatives =
        new RepairedRule(wrong, line, Factors.derivatives(wrong, forward), List.of(), same);
    return derivatives
        .firstOf(List.of(derivatives::factors, derivatives::given))
        .or(
            () -> {
              var values =
                  new RepairedRule(wrong, line, Factors.inRules(wrong, forward), List.of(), same);
              return values.firstOf(List.of(values::sums));
            });
  }

  private Optional<Explanation> firstOf(List<Function<Integer, List<Repair>>> kinds) {
    for (Function<Integer, List<Repair>> kind : kinds) {
      for (int i = 0; i < line.operations().size(); i++) {
        for (Repair repair : kind.apply(i)) {
          if (isRight(repair)) {
            return Optional.of(
                new Explanation(
                    Explanation.Kind.ONE_CHANGE,
                    Text.format(
                        "right with %s in place of %s",
                        repair.instead(), textOf(repair.number()))));
          }
        }
      }
    }
    return Optional.empty();
  }

  private List<Repair> axes(int i) {
    List<Repair> repairs = new ArrayList<>();
    Operation operation = operation(i);
    if (operation.arguments().size() == 1) {
      Object argument = operation.arguments().get(0);
      for (int axis = 0; axis < operation.x().shape().rank(); axis++) {
        int other = axis;
        if (argument instanceof Integer) {
          repairs.add(repair(i, o -> o.with(0, other)));
        } else if (argument instanceof int[] axes && axes.length == 1) {
          repairs.add(repair(i, o -> o.with(0, new int[] {other})));
        }
      }
    }
    return repairs;
  }

  private List<Repair> transposed(int i) {
    List<Repair> repairs = new ArrayList<>();
    Operation operation = operation(i);
    if (operation.name().equals("t") || operation.name().equals("transpose")) {
      repairs.add(instead(i, text(i, 0)));
    }
    if (operation.name().equals("matmul")) {
      for (int k = 0; k < 2; k++) {
        int rank = operation.operands().get(k).shape().rank();
        String last = Text.format(".transpose(%d, %d)", rank - 2, rank - 1);
        repairs.add(
            operand(
                i,
                k,
                text(i, k) + (rank == 2 ? ".t()" : last),
                x -> x.transpose(rank - 2, rank - 1)));
      }
      repairs.add(
          new Repair(
              i,
              text(i, 1) + ".matmul(" + text(i, 0) + ")",
              (o, given) -> o.withOperand(0, o.operands().get(1)).withOperand(1, o.x()).run()));
    }
    return repairs;
  }

  /** Another operation of the same operands. */
  private List<Repair> operations(int i) {
    List<Repair> repairs = new ArrayList<>();
    Operation operation = operation(i);
    String other = INSTEAD.get(operation.name());
    if (other != null) {
      repairs.add(repair(i, o -> o.named(other)));
    }
    if (other != null && operation.operands().size() == 2) {
      repairs.add(
          new Repair(
              i,
              Text.format("%s.%s(%s)", text(i, 1), operation.name(), text(i, 0)),
              (o, given) -> o.withOperand(0, o.operands().get(1)).withOperand(1, o.x()).run()));
    }
    repairs.add(new Repair(i, textOf(i) + ".neg()", (o, given) -> o.run().neg()));
    return repairs;
  }

  /** An operation left out, the last ones first: one of its operands alone. */
  private List<Repair> left(int fromLast) {
    int i = line.operations().size() - 1 - fromLast;
    List<Repair> repairs = new ArrayList<>();
    for (int k = 0; k < operation(i).operands().size(); k++) {
      int operand = k;
      repairs.add(new Repair(i, text(i, k), (o, given) -> o.operands().get(operand)));
    }
    return repairs;
  }

  private Repair instead(int i, String text) {
    return new Repair(i, text, (o, given) -> o.x());
  }

  /** Another of the values at hand in place of an operand. */
  private List<Repair> operands(int i) {
    List<Repair> repairs = new ArrayList<>();
    Operation operation = operation(i);
    for (int k = 0; k < operation.operands().size(); k++) {
      int operand = k;
      Shape shape = operation.operands().get(k).shape();
      for (int v = 0; v < line.values().size(); v++) {
        int value = v;
        if (line.values().get(v).shape().equals(shape)) {
          repairs.add(
              new Repair(
                  i,
                  textWith(i, k, wrong.ruleNames().get(v)),
                  (o, given) -> o.withOperand(operand, given.get(value)).run()));
        }
      }
    }
    return repairs;
  }

  /** The number that makes one element right, by secants; whether it does all is seen later. */
  private List<Repair> numbers(int i) {
    List<Repair> repairs = new ArrayList<>();
    Operation operation = operation(i);
    for (int k = 0; k < operation.arguments().size(); k++) {
      int argument = k;
      if (operation.arguments().get(k) instanceof Double number) {
        root(i, k, number)
            .ifPresent(
                root ->
                    repairs.add(repair(i, o -> o.with(argument, Digits.rounded(root, DIGITS)))));
      }
    }
    return repairs;
  }

  private Optional<Double> root(int i, int argument, double number) {
    double before = number;
    double at = number * 1.01 + 0.01;
    int worst = Extremes.indexOfFurthest(wrong.ours(), wrong.truth());
    double errorBefore = wrong.ours().at(worst) - wrong.truth().at(worst);
    for (int step = 0; step < SECANTS; step++) {
      double number2 = at;
      Optional<ArrayTensor> gradient =
          run(repair(i, o -> o.with(argument, number2)), line.values());
      if (gradient.isEmpty() || !gradient.get().shape().equals(wrong.truth().shape())) {
        return Optional.empty();
      }
      double error = gradient.get().at(worst) - wrong.truth().at(worst);
      double slope = (error - errorBefore) / (at - before);
      if (!Double.isFinite(slope) || slope == 0) {
        return same.test(gradient.get(), wrong.truth()) ? Optional.of(at) : Optional.empty();
      }
      before = at;
      errorBefore = error;
      at -= error / slope;
    }
    return Optional.of(at);
  }

  /** A term more: a number that the step's line adds, an epsilon perhaps. */
  private List<Repair> terms(int i) {
    return terms.stream()
        .map(
            term ->
                new Repair(
                    i,
                    Text.format("%s.add(%s)", textOf(i), PythonNumber.repr(term)),
                    (o, given) -> o.run().add(term)))
        .toList();
  }

  private static List<Double> terms(Line forward) {
    return forward.operations().stream()
        .map(Watched::operation)
        .filter(operation -> operation.name().equals("add"))
        .map(operation -> operation.arguments().get(0))
        .filter(Double.class::isInstance)
        .map(Double.class::cast)
        .distinct()
        .toList();
  }

  /** A factor more, of the values at hand and of those that the step's line computes. */
  private List<Repair> factors(int i) {
    List<Repair> repairs = new ArrayList<>();
    values.forEach(
        (text, value) -> {
          Replacement times = (o, given) -> o.run().mul(value);
          Replacement over = (o, given) -> o.run().div(value);
          repairs.add(new Repair(i, Text.format("%s.mul(%s)", textOf(i), text), times));
          repairs.add(new Repair(i, Text.format("%s.div(%s)", textOf(i), text), over));
        });
    return repairs;
  }

  /**
   * A value more, added or subtracted: to what an operation gives, or to what the rule is given.
   */
  private List<Repair> sums(int i) {
    List<Repair> repairs = new ArrayList<>();
    List<Tensor> operands = operation(i).operands();
    values.forEach(
        (text, value) -> {
          for (boolean plus : new boolean[] {true, false}) {
            UnaryOperator<Tensor> more = x -> plus ? x.add(value) : x.sub(value);
            String end = (plus ? ".add(" : ".sub(") + text + ")";
            repairs.add(new Repair(i, textOf(i) + end, (o, given) -> more.apply(o.run())));
            for (int k = 0; k < operands.size(); k++) {
              String name = text(i, k);
              if (name.equals(text)) {
                repairs.add(operand(i, k, name + ".mul(2.0)", x -> x.mul(2)));
              } else if (wrong.ruleNames().contains(name)) {
                repairs.add(operand(i, k, name + end, more));
              }
            }
          }
        });
    return repairs;
  }

  /** What the rule is given with a factor more, or a value computed of it in its place. */
  private List<Repair> given(int i) {
    List<Repair> repairs = new ArrayList<>();
    List<Tensor> operands = operation(i).operands();
    for (int k = 0; k < operands.size(); k++) {
      int operand = k;
      String name = text(i, k);
      if (!wrong.ruleNames().contains(name)) {
        continue;
      }
      boolean compared = COMPARISONS.contains(operation(i).name());
      values.forEach(
          (text, value) -> {
            if (!compared) { // x*x > 1 may be right for |x| > 1, but tells nobody so
              repairs.add(operand(i, operand, name + ".mul(" + text + ")", x -> x.mul(value)));
              repairs.add(operand(i, operand, name + ".div(" + text + ")", x -> x.div(value)));
            }
            if (value.shape().equals(operands.get(operand).shape())) {
              repairs.add(operand(i, operand, text, x -> value));
            }
          });
    }
    return repairs;
  }

  /** Another operand, made of the one that is there; reports write it as {@code text}. */
  private Repair operand(int i, int operand, String text, UnaryOperator<Tensor> change) {
    return new Repair(
        i,
        textWith(i, operand, text),
        (o, given) -> o.withOperand(operand, change.apply(o.operands().get(operand))).run());
  }

  private boolean isRight(Repair repair) {
    return run(repair, line.values()).filter(g -> same.test(g, wrong.truth())).isPresent();
  }

  private Optional<ArrayTensor> run(Repair repair, List<ArrayTensor> given) {
    if (run > MOST) {
      return Optional.empty();
    }
    run += line.operations().size();
    try {
      Tensor result =
          line.replaced(Map.of(repair.number(), finite(repair.replacement())))
              .apply(List.copyOf(given));
      return result instanceof ArrayTensor array && NonFinite.isFinite(array)
          ? Optional.of(array)
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty(); // it does not fit the rule
    }
  }

  /** No mask can be made of 0/0, though it selects nothing. */
  private static Replacement finite(Replacement replacement) {
    return (operation, given) -> {
      Tensor result = replacement.apply(operation, given);
      if (result instanceof ArrayTensor array && !NonFinite.isFinite(array)) {
        throw new ArithmeticException("not finite");
      }
      return result;
    };
  }

  private Repair repair(int i, Function<Operation, Operation> change) {
    Watched watched = line.operations().get(i);
    Operation changed = change.apply(watched.operation());
    List<Tensor> operands = watched.operation().operands();
    String text =
        changed.text(
            tensor -> {
              for (int k = 0; k < operands.size(); k++) {
                if (operands.get(k) == tensor) {
                  return text(i, k);
                }
              }
              return "…";
            });
    return new Repair(i, text, (operation, given) -> change.apply(operation).run());
  }

  private Operation operation(int i) {
    return line.operations().get(i).operation();
  }

  private String textOf(int i) {
    return line.operations().get(i).text();
  }

  /** Of an operand. */
  private String text(int i, int operand) {
    return line.operations().get(i).texts().get(operand);
  }

  /** Of the operation with another operand. */
  private String textWith(int i, int operand, String other) {
    Operation operation = operation(i);
    List<Tensor> operands = operation.operands();
    Tensor stand = line.values().get(0).mul(1); // an object that no other operand is
    return operation
        .withOperand(operand, stand)
        .text(
            tensor -> {
              if (tensor == stand) {
                return other;
              }
              int k = 0;
              while (operands.get(k) != tensor) {
                k++;
              }
              return text(i, k);
            });
  }
}
