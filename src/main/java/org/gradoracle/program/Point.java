package org.gradoracle.program;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;

/**
 * The values of a program's inputs in one run, by name, all of one element type.
 *
 * @param dtype the element type
 * @param values a value for every input of the program
 */
public record Point(Dtype dtype, Map<String, ArrayTensor> values) {

  /** How far {@link #jittered} moves a parameter, relative to its value. */
  private static final double JITTER = 1.0 / 128;

  /** A point that keeps a copy of the map. */
  public Point {
    values = Map.copyOf(values);
  }

  /** The program's own inputs, in float32. */
  public static Point of(Program program) {
    Map<String, ArrayTensor> values = new LinkedHashMap<>();
    program.inputs().forEach(input -> values.put(input.name(), input.value()));
    return new Point(Dtype.FLOAT32, values);
  }

  /**
   * A point nearby, in float32: every element of every parameter is multiplied by 1 + 2^-7 * z with
   * z standard normal; zeros and constants stay.
   */
  public static Point jittered(Program program, Random random) {
    Map<String, ArrayTensor> values = new LinkedHashMap<>();
    for (Input input : program.inputs()) {
      FloatTensor value = input.value();
      values.put(
          input.name(),
          input.constant()
              ? value
              : FloatTensor.of(
                  // equivalent mutant: the normal distribution is symmetric, and 1 / (1 + z/128) as
                  // near to 1
                  value.shape(), i -> value.at(i) * (1 + JITTER * random.nextGaussian())));
    }
    return new Point(Dtype.FLOAT32, values);
  }

  /**
   * A point nearby, in float32: every parameter is multiplied by one number, 1 + 2^-7 * z with z
   * standard normal; what is equal in it stays equal.
   */
  public static Point scaled(Program program, Random random) {
    Map<String, ArrayTensor> values = new LinkedHashMap<>();
    for (Input input : program.inputs()) {
      FloatTensor value = input.value();
      // equivalent mutant: the normal distribution is symmetric
      double factor = 1 + JITTER * random.nextGaussian();
      values.put(
          input.name(),
          input.constant() ? value : FloatTensor.of(value.shape(), i -> value.at(i) * factor));
    }
    return new Point(Dtype.FLOAT32, values);
  }

  /** The value of one input. */
  public ArrayTensor value(Input input) {
    ArrayTensor value = values.get(input.name());
    if (value == null) {
      throw new ProgramException("the point has no value for the input '" + input + "'");
    }
    return value;
  }

  /** The same values in another element type. */
  public Point in(Dtype other) {
    Map<String, ArrayTensor> cast = new LinkedHashMap<>();
    values.forEach((name, value) -> cast.put(name, other.cast(value)));
    return new Point(other, cast);
  }
}
