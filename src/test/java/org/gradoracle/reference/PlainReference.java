package org.gradoracle.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gradoracle.program.Gradient;
import org.gradoracle.program.Input;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;

/**
 * Autograd on plain arrays, a stand-in for PyTorch's where thousands of runs must not wait for an
 * engine. {@code VocabularyAgreesTest} holds it against PyTorch's, operation by operation.
 */
public final class PlainReference implements Reference {

  @Override
  public String name() {
    return "plain arrays";
  }

  @Override
  public String kernels() {
    return "plain Java";
  }

  @Override
  public Trace run(Program program, Point point) {
    Map<Var, Taped> nodes = new LinkedHashMap<>();
    for (Input input : program.inputs()) {
      nodes.put(input, Taped.leaf(point.value(input)));
    }
    for (Step step : program.steps()) {
      List<Tensor> inputs = new ArrayList<>();
      step.inputs().forEach(input -> inputs.add(nodes.get(input)));
      // a node of its own, since a line may return its input
      nodes.put(step, Taped.plain(step.forward(inputs)).itself());
    }
    Taped loss = nodes.get(program.loss());
    loss.backward(loss.value().onesLike());
    Map<String, ArrayTensor> values = new LinkedHashMap<>();
    nodes.forEach((var, node) -> values.put(var.name(), node.value()));
    Map<String, Gradient> gradients = new LinkedHashMap<>();
    for (Var row : program.traced()) {
      gradients.put(
          row.name(),
          nodes
              .get(row)
              .gradient()
              .<Gradient>map(Gradient.Known::new)
              .orElseGet(() -> Gradient.unreached(row, nodes.get(row).value())));
    }
    return new Trace(values, gradients);
  }

  @Override
  public List<Optional<ArrayTensor>> pullback(
      Function<List<Tensor>, Tensor> line, List<ArrayTensor> inputs, ArrayTensor upstream) {
    List<Taped> leaves = inputs.stream().map(Taped::leaf).toList();
    Taped.plain(line.apply(List.copyOf(leaves))).backward(upstream);
    return leaves.stream().map(Taped::gradient).toList();
  }
}
