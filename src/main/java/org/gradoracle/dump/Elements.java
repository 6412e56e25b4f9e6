package org.gradoracle.dump;

import java.nio.ByteBuffer;
import java.util.function.IntToLongFunction;
import org.gradoracle.tensor.ArrayTensor;

/** The elements of a tensor, in an array of the type that takes least room. */
interface Elements {

  int size();

  /** One of them, widened. */
  double at(int index);

  /** One of them that is a whole number. */
  default long wholeAt(int index) {
    throw new IllegalStateException("these elements have fractions");
  }

  /** Takes the next element of a file. */
  default void put(int index, ByteBuffer bytes) {
    throw new IllegalStateException("these elements are read only");
  }

  /** As many zeros, to be filled. */
  static Elements of(ElementType type, int size) {
    return switch (type) {
      case F16, BF16, F32 -> new Floats(type, new float[size]);
      case F64 -> new Doubles(new double[size]);
      case I8, U8, BOOL -> new Bytes(type, new byte[size]);
      case I32 -> new Ints(new int[size]);
      case I64 -> new Longs(new long[size]);
    };
  }

  /** Of the types that a float holds. */
  record Floats(ElementType type, float[] values) implements Elements {

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public double at(int index) {
      return values[index];
    }

    @Override
    public void put(int index, ByteBuffer bytes) {
      values[index] =
          switch (type) {
            case F16 -> half(bytes.getShort());
            case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
            default -> bytes.getFloat();
          };
    }

    /** IEEE 754 half precision: a sign, five bits of exponent, ten of the fraction. */
    private static float half(short bits) {
      int exponent = bits >> 10 & 0x1f;
      int fraction = bits & 0x3ff;
      float magnitude =
          switch (exponent) {
            case 0 -> Math.scalb((float) fraction, -24);
            case 0x1f -> Float.intBitsToFloat(0x7f800000 | fraction << 13);
            default -> Math.scalb((float) (0x400 | fraction), exponent - 25);
          };
      return bits < 0 ? -magnitude : magnitude;
    }
  }

  /** Of F64. */
  record Doubles(double[] values) implements Elements {

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public double at(int index) {
      return values[index];
    }

    @Override
    public void put(int index, ByteBuffer bytes) {
      values[index] = bytes.getDouble();
    }
  }

  /** Of one byte each. */
  record Bytes(ElementType type, byte[] values) implements Elements {

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public double at(int index) {
      return wholeAt(index);
    }

    @Override
    public long wholeAt(int index) {
      return type == ElementType.I8 ? values[index] : values[index] & 0xff;
    }

    @Override
    public void put(int index, ByteBuffer bytes) {
      values[index] = bytes.get();
    }
  }

  /** Of I32. */
  record Ints(int[] values) implements Elements {

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public double at(int index) {
      return values[index];
    }

    @Override
    public long wholeAt(int index) {
      return values[index];
    }

    @Override
    public void put(int index, ByteBuffer bytes) {
      values[index] = bytes.getInt();
    }
  }

  /** Of I64. */
  record Longs(long[] values) implements Elements {

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public double at(int index) {
      return values[index];
    }

    @Override
    public long wholeAt(int index) {
      return values[index];
    }

    @Override
    public void put(int index, ByteBuffer bytes) {
      values[index] = bytes.getLong();
    }
  }

  /** Of a tensor of ours. */
  record OfTensor(ArrayTensor tensor) implements Elements {

    @Override
    public int size() {
      return tensor.size();
    }

    @Override
    public double at(int index) {
      return tensor.at(index);
    }
  }

  /** Whole numbers of ours. */
  record Whole(int size, IntToLongFunction values) implements Elements {

    @Override
    public double at(int index) {
      return wholeAt(index);
    }

    @Override
    public long wholeAt(int index) {
      return values.applyAsLong(index);
    }
  }
}
