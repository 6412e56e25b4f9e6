package org.gradoracle.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gradoracle.check.Case;
import org.gradoracle.check.DrawnCase;
import org.gradoracle.check.NumberedCase;
import org.gradoracle.dump.ElementType;
import org.gradoracle.dump.StoredTensor;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Input;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.text.Text;

/**
 * One sample of a formula, as another program is given it.
 *
 * @param at the sample
 * @param drawn its program
 * @param roles what its tensors are called
 * @param forward its values in float64 on plain arrays
 * @param indices the constants that are whole numbers
 */
record ExportedSample(
    NumberedCase at, DrawnCase drawn, Roles roles, Trace forward, Set<Input> indices) {

  /**
   * Draws it.
   *
   * @throws org.gradoracle.check.FormulaException if it cannot be drawn
   */
  static ExportedSample of(NumberedCase at) {
    DrawnCase drawn = DrawnCase.of(at);
    Roles roles = new Roles(drawn, at.number());
    Trace forward = forward(drawn);
    return new ExportedSample(at, drawn, roles, forward, roles.indices(forward));
  }

  /** The name of its folder. */
  String name() {
    return name(at.number());
  }

  /** The name of a sample's folder. */
  static String name(int number) {
    return Text.format("sample-%02d", number);
  }

  /** What its values are like. */
  String kind() {
    return Case.words(at.kind());
  }

  /** Inputs and, after them, the upstreams: indices as int32, all else as float32. */
  List<StoredTensor> given() {
    List<StoredTensor> given = new ArrayList<>();
    for (Input input : roles.inputs()) {
      ArrayTensor value = input.value();
      given.add(
          indices.contains(input)
              ? StoredTensor.of(
                  input.name(), ElementType.I32, value.shape(), i -> (long) value.at(i))
              : StoredTensor.of(input.name(), value));
    }
    roles
        .upstreams()
        .forEach((name, output) -> given.add(StoredTensor.of(name, roles.upstream(output))));
    return given;
  }

  /** The reference's values and gradients, in float64. */
  List<StoredTensor> answers(Reference reference) {
    Trace run = reference.run(drawn.program(), Point.of(drawn.program()).in(Dtype.FLOAT64));
    double scale = roles.scale();
    List<StoredTensor> answers = new ArrayList<>();
    for (Step step : roles.steps()) {
      answers.add(StoredTensor.of(step.name(), run.value(step)));
    }
    roles
        .gradients()
        .forEach(
            (name, row) -> {
              if (run.gradient(row) instanceof Known known) {
                answers.add(StoredTensor.of(name, known.tensor().mul(scale)));
              }
            });
    return answers;
  }

  /** What its program computes, an operation a line. */
  List<String> assignments() {
    return Assignments.of(drawn.program(), forward);
  }

  /** A value, in float64 on plain arrays. */
  ArrayTensor value(Var var) {
    return forward.value(var);
  }

  private static Trace forward(DrawnCase drawn) {
    Point point = Point.of(drawn.program()).in(Dtype.FLOAT64);
    return new Trace(PlainNetwork.forward(drawn.program(), point), Map.of());
  }

  /**
   * SHA-256 of names, shapes, inputs and forward values in float64: another one if the formula, its
   * samples or its forward lines are others.
   */
  String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Input input : drawn.program().inputs()) {
        add(digest, (input.constant() ? "constant " : "parameter ") + input, forward.value(input));
      }
      for (Step step : drawn.program().steps()) {
        add(digest, step + " of " + step.inputs(), forward.value(step));
      }
      for (Map.Entry<String, Step> each : roles.upstreams().entrySet()) {
        add(digest, each.getKey(), roles.upstream(each.getValue()));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, String name, ArrayTensor tensor) {
    digest.update((name + " " + tensor.shape() + "\n").getBytes(UTF_8));
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
    for (double value : tensor.values()) {
      digest.update(bytes.putDouble(0, value).array());
    }
  }
}
