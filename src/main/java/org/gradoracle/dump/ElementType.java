package org.gradoracle.dump;

import java.util.Optional;
import org.gradoracle.tensor.Dtype;

/** What the elements of a stored tensor are. Its name is the one that safetensors has for it. */
public enum ElementType {
  /** IEEE 754 half precision. */
  F16("f2", 2, 11, -14),
  /** The upper half of an {@link #F32}; npy has no name for it. */
  BF16("", 2, 8, -126),
  /** IEEE 754 single precision. */
  F32("f4", 4, 24, -126),
  /** IEEE 754 double precision. */
  F64("f8", 8, 53, -1022),
  /** Signed integers of one byte. */
  I8("i1", 1, 0, 0),
  /** Unsigned integers of one byte. */
  U8("u1", 1, 0, 0),
  /** Signed integers of four bytes. */
  I32("i4", 4, 0, 0),
  /** Signed integers of eight bytes. */
  I64("i8", 8, 0, 0),
  /** One byte, 0 or 1. */
  BOOL("b1", 1, 0, 0);

  private final String npy;
  private final int bytes;
  private final int precision;
  private final int smallestExponent;

  ElementType(String npy, int bytes, int precision, int smallestExponent) {
    this.npy = npy;
    this.bytes = bytes;
    this.precision = precision;
    this.smallestExponent = smallestExponent;
  }

  /** The kind and size of npy's name for it, like {@code f4}; none if npy has none. */
  Optional<String> npy() {
    return Optional.of(npy).filter(name -> !name.isEmpty());
  }

  /** How many bytes an element takes in a file. */
  public int bytes() {
    return bytes;
  }

  /** Whether it is a floating-point type; the others hold integers, or 0 and 1. */
  public boolean isFloat() {
    return precision > 0;
  }

  /**
   * The element type in memory that holds every value of this one exactly, if it is a float type.
   */
  public Dtype dtype() {
    return this == F64 ? Dtype.FLOAT64 : Dtype.FLOAT32;
  }

  /** The bits of the significand, the implicit one included; 0 for integer types and BOOL. */
  public int precision() {
    return precision;
  }

  /**
   * How many steps from one number of this type to the next lie between two numbers, once they are
   * rounded to it (half to even): 0 for equal ones (0.0 and -0.0 are equal), infinite if one is NaN
   * or only one of them infinite. Numbers that are too large for the type are placed as if its
   * exponents went on.
   *
   * @throws IllegalStateException if it is not a floating-point type
   */
  public double ulps(double a, double b) {
    if (a == b) {
      return 0;
    }
    if (!Double.isFinite(a) || !Double.isFinite(b)) {
      return Double.POSITIVE_INFINITY;
    }
    long from = place(a);
    long to = place(b);
    return (from < 0) == (to < 0)
        ? Math.abs(from - to)
        : Math.abs((double) from) + Math.abs((double) to); // their difference may be beyond a long
  }

  /** The place of a finite number among all of this type, counted from zero. */
  private long place(double value) {
    if (!isFloat()) {
      throw new IllegalStateException(this + " has no fractions");
    }
    double magnitude = Math.abs(value);
    int exponent = Math.max(Math.getExponent(magnitude), smallestExponent);
    long place =
        ((long) (exponent - smallestExponent) << (precision - 1))
            + (long) Math.rint(Math.scalb(magnitude, precision - 1 - exponent));
    return value < 0 ? -place : place;
  }
}
