package org.gradoracle.reference.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

/**
 * The elements of several tensors, one after the other, in memory that PyTorch and Java share: to
 * write or read them takes no call of PyTorch's.
 */
final class NativeVector {

  /** Each begins at a multiple of so many elements: aligned as an array of its own would be. */
  private static final int ALIGNED = 16;

  private final Dtype dtype;
  private final List<Shape> shapes;
  private final int[] starts;
  private final ByteBuffer memory;
  private final PtNDArray array;

  /** A vector of zeros, with room for tensors like these. */
  NativeVector(NDManager manager, Dtype dtype, List<PtNDArray> tensors) {
    this.dtype = dtype;
    shapes = tensors.stream().map(tensor -> new DjlTensor(tensor).shape()).toList();
    starts = new int[shapes.size()];
    int length = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = length;
      length = Math.addExact(length, shapes.get(i).size() + padding(shapes.get(i)));
    }
    DataType type = dtype.of(DataType.FLOAT32, DataType.FLOAT64);
    memory = manager.allocateDirect(Math.multiplyExact(length, type.getNumOfBytes()));
    array = (PtNDArray) manager.create(memory, new ai.djl.ndarray.types.Shape(length), type);
  }

  private static int padding(Shape shape) {
    return -shape.size() & (ALIGNED - 1);
  }

  /** The vector itself, as PyTorch sees it. */
  PtNDArray array() {
    return array;
  }

  /** A vector of the same order that is computed from these tensors. */
  PtNDArray join(List<PtNDArray> tensors) {
    PtNDArray zeros =
        (PtNDArray)
            array.getManager().zeros(new ai.djl.ndarray.types.Shape(ALIGNED), array.getDataType());
    List<PtNDArray> parts = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      parts.add(JniUtils.reshape(tensors.get(i), new long[] {-1}));
      int padding = padding(shapes.get(i));
      if (padding > 0) {
        parts.add(JniUtils.slice(zeros, 0, 0, padding, 1));
      }
    }
    return JniUtils.cat(parts.toArray(PtNDArray[]::new), 0);
  }

  /** Sets the elements to those of plain tensors. */
  void set(List<ArrayTensor> tensors) {
    for (int i = 0; i < starts.length; i++) {
      switch (dtype) {
        case FLOAT32 ->
            memory.asFloatBuffer().put(starts[i], ((FloatTensor) tensors.get(i)).toFloatArray());
        case FLOAT64 -> memory.asDoubleBuffer().put(starts[i], tensors.get(i).values());
      }
    }
  }

  /** Sets all elements to -0.0. */
  void clear() {
    switch (dtype) {
      case FLOAT32 -> {
        float[] zeros = new float[memory.capacity() / Float.BYTES];
        Arrays.fill(zeros, -0f);
        memory.asFloatBuffer().put(zeros);
      }
      case FLOAT64 -> {
        double[] zeros = new double[memory.capacity() / Double.BYTES];
        Arrays.fill(zeros, -0.0);
        memory.asDoubleBuffer().put(zeros);
      }
    }
  }

  /** Copies of the tensors, as plain ones. */
  List<ArrayTensor> get() {
    return IntStream.range(0, starts.length).mapToObj(this::get).toList();
  }

  private ArrayTensor get(int i) {
    Shape shape = shapes.get(i);
    return switch (dtype) {
      case FLOAT32 -> {
        float[] elements = new float[shape.size()];
        memory.asFloatBuffer().get(starts[i], elements);
        yield FloatTensor.of(shape, elements);
      }
      case FLOAT64 -> {
        double[] elements = new double[shape.size()];
        memory.asDoubleBuffer().get(starts[i], elements);
        yield DoubleTensor.of(shape, elements);
      }
    };
  }
}
