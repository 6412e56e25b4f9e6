package org.gradoracle.reference.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What tests ask of {@link KernelProbe}, and the generator, which is the process's only here. */
public final class RoundingProbe {

  private static final float[] RANDN = {1.9269153f, 1.4872841f, 0.9007172f, -2.105521f};

  private RoundingProbe() {}

  /** The operations that are rounded by other kernels than those we imitate; none by default. */
  public static List<String> otherKernels() {
    DjlReference reference = DjlReference.load(message -> {});
    List<String> others = new ArrayList<>(KernelProbe.run(reference).others());
    if (!Arrays.equals(randn(reference.engine()), RANDN)) {
      others.add("randn");
    }
    return others;
  }

  private static float[] randn(Engine engine) {
    try (NDManager manager = engine.newBaseManager()) {
      engine.setRandomSeed(42);
      return Arrays.copyOf(manager.randomNormal(new Shape(16)).toFloatArray(), RANDN.length);
    }
  }

  /** For a process of its own: a line with the other kernels, and one with what a report says. */
  public static void main(String[] args) {
    System.out.println("other kernels: " + otherKernels());
    System.out.println("kernels: " + DjlReference.load(message -> {}).kernels());
  }
}
