package org.gradoracle.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A product of two square matrices of float32. */
public class ProductBenchmark {

  /** On plain arrays. */
  @State(Scope.Thread)
  public static class Plain {
    @Param("64")
    public int size;

    private FloatTensor a;
    private FloatTensor b;

    @Setup
    public void make() {
      Random random = new Random(1);
      a = Sizes.normal(random, 1, size, size);
      b = Sizes.normal(random, 1, size, size);
    }
  }

  /** In the engine. */
  @State(Scope.Thread)
  public static class Torch {
    @Param("64")
    public int size;

    private NDArray a;
    private NDArray b;

    @Setup
    public void make() {
      Random random = new Random(1);
      NDManager manager = TorchNetwork.engine().newBaseManager();
      Shape shape = new Shape(size, size);
      a = manager.create(Sizes.normal(random, 1, size, size).toFloatArray(), shape);
      b = manager.create(Sizes.normal(random, 1, size, size).toFloatArray(), shape);
    }
  }

  @Benchmark
  public Tensor plain(Plain of) {
    return of.a.matmul(of.b);
  }

  @Benchmark
  public long torch(Torch of) {
    try (NDArray product = of.a.matMul(of.b)) {
      return product.size();
    }
  }
}
