package org.gradoracle.program;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.gradoracle.text.Text;

/**
 * Runs loops over plain {@code float[]}, and holds them to their {@link Contract}: they set every
 * element of their result and read none of it before, or add to it, as they say; they leave alone
 * what they read, and give the same each time.
 *
 * <p>What they write to is an array of its own, so that it can be none of those they read.
 */
public final class Raw {

  /**
   * A NaN with bits of our own. An element that still has them was never set: NaN plus a number
   * keeps them, so that adding to an element is noticed as well.
   */
  private static final float POISON = Float.intBitsToFloat(0x7fc0feed);

  private Raw() {}

  /** A rule as loops over arrays. */
  @FunctionalInterface
  public interface Loops {
    /**
     * Sets every element of the gradient.
     *
     * @param upstream the gradient of the step's output, in row-major order
     * @param inputs the step's inputs, in order
     * @param output the step's output
     * @param gradient to be set: the contribution to the gradient of the input
     */
    void run(float[] upstream, float[][] inputs, float[] output, float[] gradient);
  }

  /** Several rules of one step as loops over arrays, as one function of a library gives them. */
  @FunctionalInterface
  public interface SharedLoops {
    /**
     * Sets every element of every gradient, or adds to it.
     *
     * @param upstreams the gradients of the step's outputs, in row-major order
     * @param inputs the step's inputs, in order
     * @param outputs the step's outputs; a step may have one
     * @param gradients to be set or added to, in the order of the inputs that they are named with
     */
    void run(float[][] upstreams, float[][] inputs, float[][] outputs, float[][] gradients);
  }

  /** A forward line as loops over arrays. */
  @FunctionalInterface
  public interface Kernel {
    /**
     * Sets every element of the output.
     *
     * @param inputs the step's inputs, in order and in row-major order
     * @param output to be set
     */
    void run(float[][] inputs, float[] output);
  }

  /** A forward line of several outputs as loops over arrays. */
  @FunctionalInterface
  public interface SharedKernel {
    /**
     * Sets every element of every output.
     *
     * @param inputs the step's inputs, in order and in row-major order
     * @param outputs to be set
     */
    void run(float[][] inputs, float[][] outputs);
  }

  /**
   * What raw loops promise.
   *
   * @param accumulates whether they add to their result, as {@code dx[i] += ...} does, and do not
   *     set it. They are then run from zeros, which gives the gradient, and from other values, to
   *     see that they add
   * @param ulps how far two runs may be apart, as where threads share a sum: in units in the last
   *     place of the largest element of the result
   */
  public record Contract(boolean accumulates, int ulps) {

    /** A contract; {@code ulps} is not negative. */
    public Contract {
      if (ulps < 0) {
        throw new ProgramException("two runs cannot be " + ulps + " ULPs apart");
      }
    }

    /** The loops set their result, and give the same each time. */
    public static final Contract SETS = new Contract(false, 0);

    /** The loops add to their result, and give the same each time. */
    public static final Contract ACCUMULATES = new Contract(true, 0);

    /** The same, with runs that may be {@code ulps} ULPs apart. */
    public Contract differingBy(int ulps) {
      return new Contract(accumulates, ulps);
    }
  }

  /**
   * What the loops write, in their first run.
   *
   * @param names of what they read
   * @param read is left as it is
   * @param sizes of the arrays they write
   * @param loops are given what they read, and what they write to
   * @throws ProgramException if they break their contract; it says how
   */
  static float[][] run(
      Contract contract,
      List<String> names,
      List<float[]> read,
      int[] sizes,
      BiConsumer<float[][], float[][]> loops) {
    return run(contract, names, read, sizes, loops, IntStream.range(0, sizes.length).toArray());
  }

  /**
   * The same, where not all that is written is looked at.
   *
   * @param judged the numbers of the arrays to which the contract must be kept
   */
  static float[][] run(
      Contract contract,
      List<String> names,
      List<float[]> read,
      int[] sizes,
      BiConsumer<float[][], float[][]> loops,
      int... judged) {
    float[][] given = copies(read);
    float[][] first = filled(sizes, contract.accumulates() ? 0 : POISON);
    loops.accept(given, first);
    for (int i = 0; i < given.length; i++) {
      int changed = firstDifference(read.get(i), given[i], 0);
      if (changed >= 0) {
        throw new ProgramException(
            Text.format("changes element %d of %s, which it may only read", changed, names.get(i)));
      }
    }
    if (!contract.accumulates()) {
      for (int i : judged) {
        requireSet(first[i]);
      }
    }
    float[][] second = filled(sizes, contract.accumulates() ? 0 : POISON);
    loops.accept(copies(read), second);
    for (int i : judged) {
      requireSame(contract, first[i], second[i]);
    }
    if (contract.accumulates()) {
      float[][] start = start(first, read);
      float[][] third = Arrays.stream(start).map(float[]::clone).toArray(float[][]::new);
      loops.accept(copies(read), third);
      for (int i : judged) {
        requireAdded(start[i], first[i], third[i]);
      }
    }
    return first;
  }

  private static void requireSet(float[] result) {
    for (int i = 0; i < result.length; i++) {
      if (Float.floatToRawIntBits(result[i]) == Float.floatToRawIntBits(POISON)) {
        throw new ProgramException(
            Text.format(
                "leaves element %d of its result as it was, or adds to it: it must set all %d",
                i, result.length));
      }
    }
  }

  private static void requireSame(Contract contract, float[] first, float[] second) {
    float limit = contract.ulps() * Math.ulp(largest(first));
    int differing = firstDifference(first, second, limit);
    if (differing >= 0) {
      throw new ProgramException(
          Text.format(
              "gives element %d as %s in one run and as %s in the next",
              differing, first[differing], second[differing]));
    }
  }

  /**
   * Values to add to that are larger than all that is added or read, so that rounding within the
   * loops stays within the tolerance of {@link #requireAdded}.
   */
  private static float[][] start(float[][] gradients, List<float[]> read) {
    float largest = 1;
    for (float[] array : gradients) {
      largest = Math.max(largest, largest(array));
    }
    for (float[] array : read) {
      largest = Math.max(largest, largest(array));
    }
    float[][] start = new float[gradients.length][];
    for (int g = 0; g < start.length; g++) {
      start[g] = new float[gradients[g].length];
      for (int i = 0; i < start[g].length; i++) {
        start[g][i] = largest * (2 + i % 7 / 4f) * (i % 2 == 0 ? 1 : -1);
      }
    }
    return start;
  }

  /** Requires that what was in the result is still in it. What is added was judged from zeros. */
  private static void requireAdded(float[] start, float[] added, float[] found) {
    for (int i = 0; i < start.length; i++) {
      double expected = (double) start[i] + added[i];
      boolean kept = Math.abs(found[i] - expected) <= Math.abs(start[i]) / 1024;
      if (Math.abs(expected) <= Float.MAX_VALUE && !kept) {
        throw new ProgramException(
            Text.format(
                "does not add to element %d of its result, as it says: from %s it makes %s, and"
                    + " from 0.0 it makes %s",
                i, start[i], found[i], added[i]));
      }
    }
  }

  /** The largest magnitude that is finite. */
  private static float largest(float[] array) {
    float largest = 0;
    for (float value : array) {
      largest = Float.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
    }
    return largest;
  }

  private static float[][] copies(List<float[]> arrays) {
    return arrays.stream().map(float[]::clone).toArray(float[][]::new);
  }

  private static float[][] filled(int[] sizes, float value) {
    float[][] arrays = new float[sizes.length][];
    for (int i = 0; i < sizes.length; i++) {
      arrays[i] = new float[sizes[i]];
      Arrays.fill(arrays[i], value);
    }
    return arrays;
  }

  /** The first element whose bits differ, and whose values do by more than the limit; or -1. */
  private static int firstDifference(float[] a, float[] b, float limit) {
    for (int i = 0; i < a.length; i++) {
      if (Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i])
          && !(Math.abs(a[i] - b[i]) <= limit && limit > 0)) {
        return i;
      }
    }
    return -1;
  }
}
