package org.gradoracle.tensor;

import java.util.Arrays;

/**
 * Matrix products of floats in the order of libtorch's CPU engine on an AMD processor: MKL's {@code
 * sgemm}, called with one thread, so that they equal PyTorch's bit for bit.
 *
 * <p>With 4 rows or more and 12 columns or more, every element is made of chains of fused
 * multiply-adds over k. Smaller products take other kernels, without fused steps, and what they do
 * depends on how PyTorch has the operands in memory. See {@code docs/exactness.md} for how this was
 * found, and for the few small shapes where the order is not known.
 */
final class FloatProducts {

  /** The longest chain. */
  private static final int CHAIN = 192;

  /** From so many rows and columns on, steps are fused. */
  private static final int FUSED_ROWS = 4;

  private static final int FUSED_COLUMNS = 12;

  private FloatProducts() {}

  /**
   * The product of {@code a} (m, k) and {@code b} (k, n), both in row-major order.
   *
   * @param transposedA whether PyTorch would have {@code a} as the transpose of what is in memory
   * @param transposedB the same of {@code b}
   */
  static float[] product(
      float[] a, boolean transposedA, float[] b, boolean transposedB, int m, int k, int n) {
    if (m >= FUSED_ROWS && n >= FUSED_COLUMNS) {
      return fused(a, b, m, k, n);
    }
    float[] product = new float[m * n];
    float[] terms = new float[k];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int q = 0; q < k; q++) {
          terms[q] = a[i * k + q] * b[q * n + j];
        }
        int target = i * n + j;
        if (m == 1 || n == 1) {
          // the matrix is the other operand: its rows are next to each other, or its columns are
          boolean alongRows = n == 1 ? !transposedA || m == 1 : transposedB;
          product[target] = alongRows ? lanes(terms, 4, 1 + (k - 1) % 4) : inOrder(terms);
        } else if (transposedB && k > 1) {
          int width = j < n / 4 * 4 ? 4 : 8;
          product[target] = lanes(terms, width, beforeVector(i * k));
        } else if (n >= FUSED_COLUMNS && j < beforeVector(i * n)) {
          product[target] = fourByFour(terms);
        } else {
          product[target] = inOrder(terms);
        }
      }
    }
    return product;
  }

  /** Chains of fused multiply-adds, each from 0; their results are added in order. */
  private static float[] fused(float[] a, float[] b, int m, int k, int n) {
    float[] product = new float[m * n];
    float[] chains = new float[n]; // those of a row
    int length = chainLength(k);
    for (int row = 0; row < m; row++) {
      for (int from = 0; from < k; from += length) {
        Arrays.fill(chains, 0);
        for (int i = from; i < Math.min(k, from + length); i++) {
          float left = a[row * k + i];
          int start = i * n;
          for (int column = 0; column < n; column++) {
            chains[column] = Math.fma(left, b[start + column], chains[column]);
          }
        }
        int start = row * n;
        for (int column = 0; column < n; column++) {
          product[start + column] += chains[column];
        }
      }
    }
    return product;
  }

  /** Up to 192 in one; up to twice that in two halves (an odd k leaves one over); else 192. */
  private static int chainLength(int k) {
    return k <= CHAIN ? k : k < 2 * CHAIN ? k / 2 : CHAIN;
  }

  /** How many elements from this one on stand before a multiple of four, where vectors begin. */
  private static int beforeVector(int offset) {
    return -offset & 3;
  }

  private static float inOrder(float[] terms) {
    float sum = 0;
    for (float term : terms) {
      sum += term;
    }
    return sum;
  }

  /** Eight terms at a time: four one by one, then the sum of the next four. */
  private static float fourByFour(float[] terms) {
    float sum = 0;
    float four = 0;
    int full = terms.length / 8 * 8;
    for (int i = 0; i < terms.length; i++) {
      if (i >= full || i % 8 < 4) {
        sum += terms[i];
      } else {
        four = i % 8 == 4 ? terms[i] : four + terms[i];
        if (i % 8 == 7) {
          sum += four;
        }
      }
    }
    return sum;
  }

  /** Lanes side by side, folded in halves; the first terms all go to the first lane. */
  private static float lanes(float[] terms, int width, int first) {
    float[] lanes = new float[width];
    int head = Math.min(first, terms.length);
    int full = head + (terms.length - head) / width * width;
    for (int i = 0; i < full; i++) {
      lanes[i < head ? 0 : (i - head) % width] += terms[i];
    }
    for (int half = width / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] += lanes[i + half];
      }
    }
    float sum = lanes[0];
    for (int i = full; i < terms.length; i++) {
      sum += terms[i];
    }
    return sum;
  }
}
