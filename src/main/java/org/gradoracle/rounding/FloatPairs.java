package org.gradoracle.rounding;

/**
 * Many numbers, each as the sum of two floats: {@link FloatPair} as loops, which C2 vectorises. The
 * operations change the numbers in place, and are in the same order as there.
 */
final class FloatPairs {

  final float[] high;
  final float[] low;

  FloatPairs(int size) {
    high = new float[size];
    low = new float[size];
  }

  /** Sets the first {@code n} to the sum of two floats each. */
  void setSum(float a, float[] b, int n) {
    float[] h = high;
    float[] l = low;
    for (int i = 0; i < n; i++) {
      float sum = a + b[i];
      float part = sum - a;
      h[i] = sum;
      l[i] = (a - (sum - part)) + (b[i] - part);
    }
  }

  /** Sets them to squares. */
  void setSquare(FloatPairs x, int n) {
    float[] h = high;
    float[] l = low;
    float[] xh = x.high;
    float[] xl = x.low;
    for (int i = 0; i < n; i++) {
      float each = xh[i];
      float square = each * each;
      h[i] = square;
      l[i] = Math.fma(each + each, xl[i], Math.fma(each, each, -square));
    }
  }

  /** Sets them to one pair, each times a float. */
  void setProduct(FloatPair a, float[] b, int n) {
    float[] h = high;
    float[] l = low;
    float ah = a.high();
    float al = a.low();
    for (int i = 0; i < n; i++) {
      float product = ah * b[i];
      h[i] = product;
      l[i] = Math.fma(al, b[i], Math.fma(ah, b[i], -product));
    }
  }

  /** Sets them to pairs, each times a float. */
  void setProduct(FloatPairs a, float[] b, int n) {
    float[] h = high;
    float[] l = low;
    float[] ah = a.high;
    float[] al = a.low;
    for (int i = 0; i < n; i++) {
      float product = ah[i] * b[i];
      h[i] = product;
      l[i] = Math.fma(al[i], b[i], Math.fma(ah[i], b[i], -product));
    }
  }

  void times(FloatPairs b, int n) {
    float[] h = high;
    float[] l = low;
    float[] bh = b.high;
    float[] bl = b.low;
    for (int i = 0; i < n; i++) {
      float each = h[i];
      float product = each * bh[i];
      float lost = Math.fma(each, bh[i], -product);
      l[i] = Math.fma(each, bl[i], Math.fma(l[i], bh[i], lost));
      h[i] = product;
    }
  }

  void times(float[] b, int n) {
    float[] h = high;
    float[] l = low;
    for (int i = 0; i < n; i++) {
      float product = h[i] * b[i];
      l[i] = Math.fma(l[i], b[i], Math.fma(h[i], b[i], -product));
      h[i] = product;
    }
  }

  void times(float b, int n) {
    float[] h = high;
    float[] l = low;
    for (int i = 0; i < n; i++) {
      float product = h[i] * b;
      l[i] = Math.fma(l[i], b, Math.fma(h[i], b, -product));
      h[i] = product;
    }
  }

  void over(FloatPairs b, int n) {
    float[] h = high;
    float[] l = low;
    float[] bh = b.high;
    float[] bl = b.low;
    for (int i = 0; i < n; i++) {
      float inverse = 1 / bh[i];
      float quotient = h[i] * inverse;
      float lost = Math.fma(inverse, h[i], -quotient);
      float error = Math.fma(-bl[i], inverse, Math.fma(-bh[i], inverse, 1));
      l[i] = Math.fma(quotient, error, Math.fma(l[i], inverse, lost));
      h[i] = quotient;
    }
  }

  void plus(FloatPair b, int n) {
    float[] h = high;
    float[] l = low;
    float bh = b.high();
    float bl = b.low();
    for (int i = 0; i < n; i++) {
      float sum = h[i] + bh;
      float part = sum - h[i];
      l[i] = ((h[i] - (sum - part)) + (bh - part)) + (l[i] + bl);
      h[i] = sum;
    }
  }

  /** Plus a float times a factor. */
  void plusProducts(float[] b, float factor, int n) {
    float[] h = high;
    float[] l = low;
    for (int i = 0; i < n; i++) {
      float each = b[i] * factor;
      float sum = h[i] + each;
      float part = sum - h[i];
      l[i] = ((h[i] - (sum - part)) + (each - part)) + l[i];
      h[i] = sum;
    }
  }

  /** Plus pairs that are known to be smaller. */
  void plusSmaller(FloatPairs b, int n) {
    float[] h = high;
    float[] l = low;
    float[] bh = b.high;
    float[] bl = b.low;
    for (int i = 0; i < n; i++) {
      float sum = h[i] + bh[i];
      l[i] = ((h[i] - sum) + bh[i]) + l[i] + bl[i];
      h[i] = sum;
    }
  }

  void normalize(int n) {
    float[] h = high;
    float[] l = low;
    for (int i = 0; i < n; i++) {
      float sum = h[i] + l[i];
      l[i] = (h[i] - sum) + l[i];
      h[i] = sum;
    }
  }

  void twice(int n) {
    float[] h = high;
    float[] l = low;
    for (int i = 0; i < n; i++) {
      h[i] += h[i];
      l[i] += l[i];
    }
  }
}
