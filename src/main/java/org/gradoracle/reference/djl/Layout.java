package org.gradoracle.reference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

/** Where in one vector the elements of several tensors are. */
final class Layout {

  /** Each begins at a multiple of so many elements: aligned as an array of its own would be. */
  private static final int ALIGNED = 16;

  private final List<Shape> shapes;
  private final int[] starts;
  private final int length;

  Layout(List<PtNDArray> tensors) {
    shapes = tensors.stream().map(tensor -> new DjlTensor(tensor).shape()).toList();
    starts = new int[shapes.size()];
    int end = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = end;
      end = Math.addExact(end, padded(shapes.get(i)));
    }
    length = end;
  }

  private static int padded(Shape shape) {
    return (shape.size() + ALIGNED - 1) / ALIGNED * ALIGNED;
  }

  /** What, concatenated, is the vector: the tensors as vectors, and zeros between them. */
  PtNDArray[] parts(List<PtNDArray> tensors) {
    List<PtNDArray> parts = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      PtNDArray tensor = tensors.get(i);
      int size = shapes.get(i).size();
      int padding = padded(shapes.get(i)) - size;
      parts.add(JniUtils.reshape(tensor, new long[] {size}));
      if (padding > 0) {
        var shape = new ai.djl.ndarray.types.Shape(padding);
        parts.add((PtNDArray) tensor.getManager().zeros(shape, tensor.getDataType()));
      }
    }
    return parts.toArray(PtNDArray[]::new);
  }

  /** A vector of plain tensors of these shapes. */
  PtNDArray vector(NDManager manager, Dtype dtype, List<ArrayTensor> tensors) {
    return (PtNDArray)
        switch (dtype) {
          case FLOAT32 -> {
            float[] elements = new float[length];
            for (int i = 0; i < starts.length; i++) {
              float[] own = ((FloatTensor) tensors.get(i)).toFloatArray();
              System.arraycopy(own, 0, elements, starts[i], own.length);
            }
            yield manager.create(elements);
          }
          case FLOAT64 -> {
            double[] elements = new double[length];
            for (int i = 0; i < starts.length; i++) {
              double[] own = tensors.get(i).values();
              System.arraycopy(own, 0, elements, starts[i], own.length);
            }
            yield manager.create(elements);
          }
        };
  }

  /** The plain tensors that a vector holds. */
  List<ArrayTensor> tensors(NDArray vector, Dtype dtype) {
    return switch (dtype) {
      case FLOAT32 -> {
        float[] all = vector.toFloatArray();
        yield each(i -> FloatTensor.of(shapes.get(i), Arrays.copyOfRange(all, starts[i], end(i))));
      }
      case FLOAT64 -> {
        double[] all = vector.toDoubleArray();
        yield each(i -> DoubleTensor.of(shapes.get(i), Arrays.copyOfRange(all, starts[i], end(i))));
      }
    };
  }

  private List<ArrayTensor> each(IntFunction<ArrayTensor> tensor) {
    return IntStream.range(0, starts.length).mapToObj(tensor).toList();
  }

  private int end(int i) {
    return starts[i] + shapes.get(i).size();
  }
}
