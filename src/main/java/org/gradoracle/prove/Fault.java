package org.gradoracle.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.gradoracle.compare.Extremes;
import org.gradoracle.diagnose.Explanation.Kind;
import org.gradoracle.program.Rule;
import org.gradoracle.prove.AlteredRules.Operation;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Intercepted.OperationFilter;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;

/**
 * The catalogue of faults. Each is planted in every way in which it fits a rule: at every size,
 * axis or operation.
 */
public enum Fault {
  SIGN("the sign is wrong") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      return List.of(output(site, ArrayTensor::neg, Kind.NEGATIVE));
    }
  },
  TIMES_1_001("times 1 + 1e-3") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      return times(site, 1 + 1e-3);
    }
  },
  TIMES_0_999("times 1 - 1e-3") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      return times(site, 1 - 1e-3);
    }
  },
  TIMES_1_000001("times 1 + 1e-6") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      return times(site, 1 + 1e-6);
    }
  },
  TIMES_0_999999("times 1 - 1e-6") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      return times(site, 1 - 1e-6);
    }
  },
  N_FOR_N_MINUS_1("divided by n where n - 1 is right") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      return site.sizes().stream()
          .map(n -> output(site, right -> right.mul((n - 1.0) / n), said(n)))
          .toList();
    }

    /** Where n is 2 it is 1/n as well, and the constant may have no name. */
    private Kind[] said(int n) {
      return n == 2
          ? new Kind[] {Kind.NAMED_FACTOR, Kind.CONSTANT_FACTOR}
          : new Kind[] {Kind.NAMED_FACTOR};
    }
  },
  ZERO("zero everywhere") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      return List.of(output(site, ArrayTensor::zerosLike, Kind.ZERO));
    }
  },
  CONTRIBUTION_DROPPED("one of several contributions is dropped") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      List<Mutant> mutants = new ArrayList<>();
      if (site.uses() > 1) {
        mutants.add(output(site, ArrayTensor::zerosLike, Kind.ZERO));
      }
      mutants.addAll(lines(site, Fault::addsTensors, Operation::x));
      mutants.addAll(
          lines(
              site,
              Fault::addsTensors,
              sum -> sum.proceed().get().sub(sum.x()))); // the other term, in the joint shape
      return mutants;
    }
  },
  TRANSPOSED("transposed, or read in column-major order") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      Shape shape = site.gradient().shape();
      if (shape.rank() != 2) {
        return List.of();
      }
      return List.of(
          output(
              site,
              right -> right.t().view(right.shape()),
              shape.dim(0) == shape.dim(1) ? new Kind[] {Kind.TRANSPOSED} : new Kind[0]));
    }
  },
  ONE_ELEMENT_OFF("one element off, by 1e-3 of the largest") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      return List.of(output(site, Fault::oneElementOff));
    }
  },
  EPSILON_DROPPED("a scalar term is dropped") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      List<Object> forward =
          AlteredRules.forwardOperations(site, AlteredRules.adds(Double.class)).stream()
              .map(operation -> operation.arguments().get(0))
              .toList();
      List<Operation> terms = AlteredRules.operations(site, AlteredRules.adds(Double.class));
      boolean explained = terms.size() == 1 && forward.contains(terms.get(0).arguments().get(0));
      return AlteredRules.altered(site, AlteredRules.adds(Double.class), Operation::x).stream()
          .map(
              backward ->
                  explained
                      ? new Mutant(backward, Kind.TERM_DROPPED, Kind.ONE_CHANGE)
                      : new Mutant(backward))
          .toList();
    }
  },
  SUM_MISSING("a sum is missing") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      return lines(site, (name, arguments) -> name.startsWith("sum"), Operation::x).stream()
          .map(
              mutant -> site.isUnsummed(mutant.backward()) ? explainedAsMissingSum(mutant) : mutant)
          .toList();
    }
  },
  SUM_TOO_MANY("summed over one axis too many") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      List<Mutant> mutants = new ArrayList<>();
      Shape shape = site.gradient().shape();
      for (int i = 0; i < shape.rank(); i++) {
        int axis = i;
        mutants.add( // one of each axis, so that a way means the same in every case
            output(site, right -> right.zerosLike().add(right.sum(axis)), Kind.SUM_TOO_MANY));
      }
      return mutants;
    }
  },
  OVERWRITTEN("rows of a repeated index are overwritten") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      return AlteredRules.altered(
              site, (name, arguments) -> name.equals("addRows"), AlteredRules::overwriteRows)
          .stream()
          .map(backward -> new Mutant(backward, Kind.OVERWRITTEN))
          .toList();
    }
  },
  UPSTREAM_IGNORED("the upstream is ignored") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      Rule.Backward right = site.rule().backward();
      return List.of(
          new Mutant(
              (upstream, inputs, output) -> right.apply(upstream.onesLike(), inputs, output),
              Kind.UPSTREAM_IGNORED));
    }
  },
  FORWARD_VALUE("a forward value in place of the gradient") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      Shape shape = site.gradient().shape();
      List<Mutant> mutants = new ArrayList<>();
      for (int i = 0; i < site.inputs().size(); i++) {
        int index = i;
        if (site.inputs().get(i).shape().equals(shape)) {
          mutants.add(
              new Mutant((upstream, inputs, output) -> inputs.get(index), Kind.FORWARD_VALUE));
        }
      }
      if (site.output().shape().equals(shape)) {
        mutants.add(new Mutant((upstream, inputs, output) -> output, Kind.FORWARD_VALUE));
      }
      return mutants;
    }
  },
  UPSTREAM_PASSED("the upstream is passed on unchanged") {
    @Override
    List<Mutant> plant(RuleInCase site) {
      return site.upstream().shape().equals(site.gradient().shape())
          ? List.of(new Mutant((upstream, inputs, output) -> upstream, Kind.UPSTREAM_PASSED))
          : List.of();
    }
  };

  private final String description;

  Fault(String description) {
    this.description = description;
  }

  /** What is wrong, in plain words. */
  public String description() {
    return description;
  }

  /** The rule with the fault, in every way that it fits. */
  abstract List<Mutant> plant(RuleInCase site);

  private static Mutant output(
      RuleInCase site, UnaryOperator<ArrayTensor> fault, Kind... explanations) {
    Rule.Backward right = site.rule().backward();
    return new Mutant(
        (upstream, inputs, output) ->
            right.apply(upstream, inputs, output) instanceof ArrayTensor gradient
                ? fault.apply(gradient)
                : upstream,
        explanations);
  }

  static List<Mutant> times(RuleInCase site, double factor) {
    return List.of(output(site, right -> right.mul(factor), Kind.CONSTANT_FACTOR));
  }

  private static List<Mutant> lines(
      RuleInCase site, OperationFilter filter, AlteredRules.Instead instead) {
    return AlteredRules.altered(site, filter, instead).stream().map(Mutant::new).toList();
  }

  /**
   * Not so where it is broadcast inside the rule: what is left is not a simple part of autograd's.
   */
  private static Mutant explainedAsMissingSum(Mutant mutant) {
    return new Mutant(mutant.backward(), Kind.SUM_MISSING, Kind.OTHER_SHAPE);
  }

  private static boolean addsTensors(String name, List<Object> arguments) {
    return AlteredRules.adds(Tensor.class).test(name, arguments) || name.equals("sub");
  }

  private static ArrayTensor oneElementOff(ArrayTensor right) {
    double[] values = right.values();
    values[values.length / 2] += 1e-3 * Extremes.largest(right);
    return AlteredRules.like(right, values);
  }
}
