package org.gradoracle.reference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Tells whether the engine rounds as the plain arrays do.
 *
 * <p>The probes are numbers that the kernels we imitate round in a way of their own, with the
 * results written out: no code of ours takes part, so that a mistake in it does not pass for other
 * kernels. How they were found is in {@code docs/exactness.md}.
 *
 * @param others the operations that are rounded by other kernels than those we imitate
 * @param powerBlock how many elements of an array libtorch raises to a power at a time: 32 with
 *     AVX-512, 16 with AVX2, 1 without
 */
record KernelProbe(List<String> others, int powerBlock) {

  private static final float POWER_BASE = 0.5114f;
  private static final float VECTOR_POWER = 0x1.65fb0ep0f;

  /** The length of a block of powers with AVX2. */
  private static final int AVX2_BLOCK = 16;

  /** Asks a loaded engine. */
  static KernelProbe run(DjlReference reference) {
    return reference.recording(KernelProbe::run);
  }

  /** Which of libtorch's kernels these are, in a word or two. */
  String capability() {
    return switch (powerBlock) {
      case 1 -> "without vectors";
      case AVX2_BLOCK -> "AVX2";
      default -> "AVX512";
    };
  }

  private static KernelProbe run(NDManager manager) {
    int powerBlock =
        powers(manager, 2 * AVX2_BLOCK)[0] != VECTOR_POWER
            ? 1
            : powers(manager, AVX2_BLOCK)[0] == VECTOR_POWER ? AVX2_BLOCK : 2 * AVX2_BLOCK;
    List<String> others = new ArrayList<>();
    require(
        others,
        "exp",
        each(
            manager,
            NDArray::exp,
            0x1.c739aep-14f,
            0x1.a0d564p-13f,
            4.1396f,
            1.5988998f,
            0.5546999f,
            -3.6039f),
        0x1.00071cp0f,
        0x1.000d06p0f,
        0x1.f638b6p5f,
        0x1.3ca54p2f,
        0x1.bdcd96p0f,
        0x1.bdedeap-6f);
    require(
        others,
        "log",
        each(
            manager,
            NDArray::log,
            0x1.c001dep-126f,
            0x1.c101a8p-126f,
            2.7748f,
            2.7009f,
            0.38619998f,
            0.9317f),
        -0x1.5b1b9p6f,
        -0x1.5b1948p6f,
        0x1.0544a4p0f,
        0x1.fcb73p-1f,
        -0x1.e71de4p-1f,
        -0x1.21c4e4p-4f);
    require(
        others,
        "tanh",
        each(manager, NDArray::tanh, 1.0970998f, -2.0124f, 2.4580998f, 2.1398f),
        0x1.995226p-1f,
        -0x1.ee067ep-1f,
        0x1.f88d42p-1f,
        0x1.f2035ep-1f);
    require(
        others,
        "tanh's gradient",
        tanhGradient(manager, 0.67410004f, 0.3908f, 1.0224f, 1.095f),
        0x1.4f2d6ep-1f,
        0x1.b920e2p-1f,
        0x1.9f8a9ep-2f,
        0x1.72c66ap-2f);
    if (powerBlock != AVX2_BLOCK) {
      others.add("pow");
    }
    require(others, "matmul", product(manager), 0.7293f);
    return new KernelProbe(List.copyOf(others), powerBlock);
  }

  private static void require(List<String> others, String name, float[] found, float... expected) {
    if (!Arrays.equals(found, expected)) {
      others.add(name);
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

  private static float[] tanhGradient(NDManager manager, float... x) {
    NDArray leaf = manager.create(x);
    leaf.setRequiresGradient(true);
    DjlReference.backward(leaf.tanh());
    return leaf.getGradient().toFloatArray();
  }

  /** An element of a (12, 3) by (3, 12) product: 0.7293; with fused steps, 0.72929996. */
  private static float[] product(NDManager manager) {
    float[] rows = new float[12 * 3];
    float[] columns = new float[3 * 12];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[] {0.85f, 0.06f, 0.41f}[i % 3];
      columns[i] = new float[] {0.38f, 0.28f, 0.95f}[i / 12];
    }
    float[] product =
        manager
            .create(rows, new Shape(12, 3))
            .matMul(manager.create(columns, new Shape(3, 12)))
            .toFloatArray();
    return Arrays.copyOf(product, 1);
  }
}
