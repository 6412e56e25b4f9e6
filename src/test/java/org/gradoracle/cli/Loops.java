package org.gradoracle.cli;

import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;

/** Backward passes as loops, each operation rounded and summed as it is asked. */
final class Loops {

  private Loops() {}

  /** dx, dg and db, from x, g and dy. */
  static Map<String, ArrayTensor> layerNorm(Map<String, ArrayTensor> given, Summation in) {
    ArrayTensor x = Objects.requireNonNull(given.get("x"));
    ArrayTensor g = Objects.requireNonNull(given.get("g"));
    ArrayTensor dy = Objects.requireNonNull(given.get("dy"));
    int n = x.shape().dim(0);
    int m = x.shape().dim(1);
    double[] dx = new double[n * m];
    double[] norm = new double[n * m];
    for (int i = 0; i < n; i++) {
      int row = i * m;
      double mean = in.round(sum(in, m, j -> x.at(row + j)) / m);
      double variance =
          in.round(
              sum(
                      in,
                      m,
                      j -> {
                        double centred = in.round(x.at(row + j) - mean);
                        return in.round(centred * centred);
                      })
                  / m);
      double rstd = in.round(1 / in.round(Math.sqrt(in.round(variance + in.round(1e-5)))));
      for (int j = 0; j < m; j++) {
        norm[row + j] = in.round(in.round(x.at(row + j) - mean) * rstd);
      }
      IntToDoubleFunction dnorm = j -> in.round(dy.at(row + j) * g.at(j));
      double first = in.round(sum(in, m, dnorm) / m);
      double second =
          in.round(sum(in, m, j -> in.round(dnorm.applyAsDouble(j) * norm[row + j])) / m);
      for (int j = 0; j < m; j++) {
        double centred = in.round(dnorm.applyAsDouble(j) - first);
        dx[row + j] = in.round(in.round(centred - in.round(norm[row + j] * second)) * rstd);
      }
    }
    return Map.of(
        "dx",
        DoubleTensor.of(x.shape(), dx),
        "dg",
        DoubleTensor.of(
            g.shape(), j -> sum(in, n, i -> in.round(dy.at(i * m + j) * norm[i * m + j]))),
        "db",
        DoubleTensor.of(g.shape(), j -> sum(in, n, i -> dy.at(i * m + j))));
  }

  private static double sum(Summation in, int count, IntToDoubleFunction term) {
    return in.sum(IntStream.range(0, count).mapToDouble(term).toArray());
  }
}
