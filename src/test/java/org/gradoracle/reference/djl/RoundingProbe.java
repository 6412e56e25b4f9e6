package org.gradoracle.reference.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Tells whether the engine rounds on this processor as the plain arrays do.
 *
 * <p>libtorch and MKL choose their kernels by processor. The probes are numbers that the kernels we
 * imitate round in a way of their own, with the results written out: no code of ours takes part, so
 * that a mistake in it does not pass for another processor. How they were found is in {@code
 * docs/exactness.md}.
 */
public final class RoundingProbe {

  private static final float POWER_BASE = 0.5114f;
  private static final float VECTOR_POWER = 0x1.65fb0ep0f;

  private RoundingProbe() {}

  /** The operations that are rounded by other kernels than those we imitate; none on our kind. */
  public static List<String> otherKernels() {
    DjlReference reference = DjlReference.load(message -> {});
    return reference.collecting(
        (manager, collector) -> otherKernels(reference.engine(), manager, collector));
  }

  private static List<String> otherKernels(
      Engine engine, NDManager manager, GradientCollector collector) {
    List<String> other = new ArrayList<>();
    require(
        other,
        "exp",
        each(manager, NDArray::exp, 4.1396f, 1.5988998f, 0.5546999f, -3.6039f),
        0x1.f638b6p5f,
        0x1.3ca54p2f,
        0x1.bdcd96p0f,
        0x1.bdedeap-6f);
    require(
        other,
        "log",
        each(manager, NDArray::log, 2.7748f, 2.7009f, 0.38619998f, 0.9317f),
        0x1.0544a4p0f,
        0x1.fcb73p-1f,
        -0x1.e71de4p-1f,
        -0x1.21c4e4p-4f);
    require(
        other,
        "tanh",
        each(manager, NDArray::tanh, 1.0970998f, -2.0124f, 2.4580998f, 2.1398f),
        0x1.995226p-1f,
        -0x1.ee067ep-1f,
        0x1.f88d42p-1f,
        0x1.f2035ep-1f);
    require(
        other,
        "tanh's gradient",
        tanhGradient(collector, manager, 0.67410004f, 0.3908f, 1.0224f, 1.095f),
        0x1.4f2d6ep-1f,
        0x1.b920e2p-1f,
        0x1.9f8a9ep-2f,
        0x1.72c66ap-2f);
    require(other, "pow", powers(manager, 32)[0], VECTOR_POWER);
    require(other, "matmul", product(manager), 0.72929996f);
    engine.setRandomSeed(42);
    require(
        other,
        "randn",
        Arrays.copyOf(manager.randomNormal(new Shape(16)).toFloatArray(), 4),
        1.9269153f,
        1.4872841f,
        0.9007172f,
        -2.105521f);
    return other;
  }

  /**
   * How many elements of an array libtorch raises to a power at a time: 32 with AVX-512, 16 with
   * AVX2, 1 without.
   */
  public static int powerBlock() {
    try (NDManager manager = DjlReference.load(message -> {}).engine().newBaseManager()) {
      return powers(manager, 32)[0] != VECTOR_POWER
          ? 1
          : powers(manager, 16)[0] == VECTOR_POWER ? 16 : 32;
    }
  }

  /** For a process of its own: one line with the other kernels, one with the block of powers. */
  public static void main(String[] args) {
    System.out.println("other kernels: " + otherKernels());
    System.out.println("powers at a time: " + powerBlock());
  }

  private static void require(List<String> other, String name, float found, float expected) {
    require(other, name, new float[] {found}, expected);
  }

  private static void require(List<String> other, String name, float[] found, float... expected) {
    if (!Arrays.equals(found, expected)) {
      other.add(name);
    }
  }

  private static float[] each(NDManager manager, UnaryOperator<NDArray> function, float... x) {
    return function.apply(manager.create(x)).toFloatArray();
  }

  private static float[] powers(NDManager manager, int count) {
    float[] bases = new float[count];
    Arrays.fill(bases, POWER_BASE);
    return each(manager, x -> x.pow(-0.5f), bases);
  }

  private static float[] tanhGradient(GradientCollector collector, NDManager manager, float... x) {
    NDArray leaf = manager.create(x);
    leaf.setRequiresGradient(true);
    collector.backward(leaf.tanh().sum());
    return leaf.getGradient().toFloatArray();
  }

  /** An element of a (12, 3) by (3, 12) product: fused, 0.72929996; else 0.7293. */
  private static float product(NDManager manager) {
    float[] rows = new float[12 * 3];
    float[] columns = new float[3 * 12];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[] {0.85f, 0.06f, 0.41f}[i % 3];
      columns[i] = new float[] {0.38f, 0.28f, 0.95f}[i / 12];
    }
    return manager
        .create(rows, new Shape(12, 3))
        .matMul(manager.create(columns, new Shape(3, 12)))
        .toFloatArray()[0];
  }
}
