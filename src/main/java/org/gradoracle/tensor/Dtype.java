package org.gradoracle.tensor;

/** The element types a program runs in. */
public enum Dtype {
  /** IEEE 754 single precision, over {@code float[]}. */
  FLOAT32("float32"),
  /** IEEE 754 double precision, over {@code double[]}. */
  FLOAT64("float64");

  private final String text;

  Dtype(String text) {
    this.text = text;
  }

  /** PyTorch's name for it. */
  @Override
  public String toString() {
    return text;
  }

  /** Of what there is in either element type, what there is in this one. */
  public <T> T of(T float32, T float64) {
    return switch (this) {
      case FLOAT32 -> float32;
      case FLOAT64 -> float64;
    };
  }

  /** The tensor in this element type: itself, or its elements widened or rounded. */
  public ArrayTensor cast(ArrayTensor tensor) {
    if (tensor.dtype() == this) {
      return tensor;
    }
    return this == FLOAT32
        ? FloatTensor.ofRounded(tensor.shape(), tensor.values())
        : DoubleTensor.of(tensor.shape(), tensor.values());
  }
}
