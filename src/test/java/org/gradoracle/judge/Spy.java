package org.gradoracle.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gradoracle.program.Gradient;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Trace;
import org.gradoracle.reference.PlainReference;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;

/** A reference that remembers what it was asked, and answers as a test wants it to. */
class Spy implements Reference {

  /** What a product was taken of. */
  record Asked(List<ArrayTensor> inputs, ArrayTensor upstream) {}

  private final Reference reference = new PlainReference();
  final List<Point> points = new ArrayList<>();
  final List<Asked> products = new ArrayList<>();

  /** Takes the place of a gradient. */
  ArrayTensor gradient(Point point, ArrayTensor gradient) {
    return gradient;
  }

  /** Takes the place of a value of the forward pass. */
  ArrayTensor value(String name, ArrayTensor value) {
    return value;
  }

  /** Takes the place of a product; there were {@code before} ones of its element type before. */
  Optional<ArrayTensor> product(ArrayTensor product, long before) {
    return Optional.of(product);
  }

  @Override
  public String name() {
    return "a test";
  }

  @Override
  public String kernels() {
    return "plain Java";
  }

  @Override
  public Trace run(Program program, Point point) {
    points.add(point);
    Trace trace = reference.run(program, point);
    Map<String, ArrayTensor> values = new LinkedHashMap<>();
    trace.values().forEach((name, value) -> values.put(name, value(name, value)));
    Map<String, Gradient> gradients = new LinkedHashMap<>();
    trace
        .gradients()
        .forEach(
            (name, gradient) ->
                gradients.put(
                    name,
                    gradient instanceof Known known
                        ? new Known(gradient(point, known.tensor()))
                        : gradient));
    return new Trace(values, gradients);
  }

  @Override
  public List<Optional<ArrayTensor>> pullback(
      Function<List<Tensor>, Tensor> line, List<ArrayTensor> inputs, ArrayTensor upstream) {
    long before =
        products.stream().filter(each -> each.upstream().dtype() == upstream.dtype()).count();
    products.add(new Asked(inputs, upstream));
    return reference.pullback(line, inputs, upstream).stream()
        .map(product -> product.flatMap(known -> product(known, before)))
        .toList();
  }
}
