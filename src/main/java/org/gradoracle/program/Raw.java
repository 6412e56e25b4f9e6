package org.gradoracle.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;
import org.gradoracle.text.Text;

/**
 * Runs loops over plain {@code float[]}, and holds them to their contract: they set every element
 * of their result and read none of it before, leave alone what they read, and give the same each
 * time.
 *
 * <p>What they write to is an array of its own, so that it can be none of those they read.
 */
public final class Raw {

  /** A NaN of our own: what was not written still is it, and so is what something was added to. */
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

  /**
   * What the loops write.
   *
   * @param names of what they read
   * @throws TensorException if what they are to read is not in float32
   * @throws ProgramException if they break their contract; it says which
   */
  static float[] run(
      List<String> names,
      List<? extends Tensor> read,
      int size,
      BiConsumer<float[][], float[]> loops) {
    float[][] before = arrays(read);
    float[][] given = arrays(read);
    float[] first = poisoned(size);
    loops.accept(given, first);
    for (int i = 0; i < given.length; i++) {
      int changed = firstDifference(before[i], given[i]);
      if (changed >= 0) {
        throw new ProgramException(
            Text.format("changes element %d of %s, which it may only read", changed, names.get(i)));
      }
    }
    for (int i = 0; i < size; i++) {
      if (Float.floatToRawIntBits(first[i]) == Float.floatToRawIntBits(POISON)) {
        throw new ProgramException(
            Text.format(
                "leaves element %d of its result as it was, or adds to it: it must set all %d",
                i, size));
      }
    }
    float[] second = poisoned(size);
    loops.accept(arrays(read), second);
    int differing = firstDifference(first, second);
    if (differing >= 0) {
      throw new ProgramException(
          Text.format(
              "gives element %d as %s in one run and as %s in the next",
              differing, first[differing], second[differing]));
    }
    return first;
  }

  private static float[][] arrays(List<? extends Tensor> tensors) {
    List<float[]> arrays = new ArrayList<>();
    for (Tensor tensor : tensors) {
      if (!(tensor instanceof FloatTensor floats)) {
        throw new TensorException("raw loops run on float32 tensors, found " + tensor);
      }
      arrays.add(floats.toFloatArray());
    }
    return arrays.toArray(float[][]::new);
  }

  private static float[] poisoned(int size) {
    float[] array = new float[size];
    Arrays.fill(array, POISON);
    return array;
  }

  /** The first element whose bits differ, or -1. */
  private static int firstDifference(float[] a, float[] b) {
    for (int i = 0; i < a.length; i++) {
      if (Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i])) {
        return i;
      }
    }
    return -1;
  }
}
