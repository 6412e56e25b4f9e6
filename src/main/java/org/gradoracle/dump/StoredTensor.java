package org.gradoracle.dump;

import java.util.function.IntToLongFunction;
import org.gradoracle.dump.TensorFile.Entry;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;

/**
 * One tensor of a file, in memory: its elements in row-major order, whatever the file's order.
 *
 * <p>Unlike a tensor with a {@link Shape}, it may have no elements (a dimension may be 0).
 */
public final class StoredTensor {

  private final Entry entry;
  private final Elements elements;

  StoredTensor(Entry entry, Elements elements) {
    this.entry = entry;
    this.elements = elements;
  }

  /** A tensor to be written, as F32 or F64; the elements are not copied. */
  public static StoredTensor of(String name, ArrayTensor tensor) {
    ElementType type = tensor.dtype() == Dtype.FLOAT32 ? ElementType.F32 : ElementType.F64;
    return new StoredTensor(entry(name, type, tensor.shape()), new Elements.OfTensor(tensor));
  }

  /**
   * Whole numbers to be written, as I32 or I64.
   *
   * @param values an element by its index in row-major order
   */
  public static StoredTensor of(
      String name, ElementType type, Shape shape, IntToLongFunction values) {
    return new StoredTensor(entry(name, type, shape), new Elements.Whole(shape.size(), values));
  }

  private static Entry entry(String name, ElementType type, Shape shape) {
    return new Entry(name, type, shape.toList(), false);
  }

  /** Its name, element type and shape. */
  public Entry entry() {
    return entry;
  }

  /** The number of elements. */
  public int size() {
    return elements.size();
  }

  /** One element, widened; whole numbers beyond 2^53 are rounded. */
  public double at(int index) {
    return elements.at(index);
  }

  /**
   * One element of a tensor of integers, or of 0 and 1.
   *
   * @throws IllegalStateException if the element type is a floating-point one
   */
  public long wholeAt(int index) {
    return elements.wholeAt(index);
  }

  /**
   * The shape, for what computes with tensors.
   *
   * @throws DumpException if a dimension is 0
   */
  public Shape shape() {
    if (size() == 0) {
      throw new DumpException(
          "tensor '" + entry.name() + "' has no elements: its shape is " + entry.shapeText());
    }
    return Shape.of(entry.shape().stream().mapToInt(Math::toIntExact).toArray());
  }

  /**
   * The elements as float32, exactly for F16, BF16 and F32, rounded otherwise.
   *
   * @throws DumpException if a dimension is 0
   */
  public FloatTensor toFloatTensor() {
    return FloatTensor.of(shape(), this::at);
  }

  /**
   * The elements as float64, exactly, except integers beyond 2^53.
   *
   * @throws DumpException if a dimension is 0
   */
  public DoubleTensor toDoubleTensor() {
    return DoubleTensor.of(shape(), this::at);
  }
}
