package org.gradoracle.data;

/** How many float32 values lie between two. */
final class Ulps {

  private Ulps() {}

  static long between(float a, float b) {
    return Math.abs(rank(a) - rank(b));
  }

  /** The float's place among all floats; both zeros have the same. */
  private static long rank(float value) {
    int bits = Float.floatToIntBits(value);
    return bits >= 0 ? bits : -(long) (bits & Integer.MAX_VALUE);
  }
}
