package org.gradoracle.formula.norm;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;

/**
 * Layer norm as loops over {@code float[]}, forward and backward, as one would write it in C; the
 * forward line beside the loops says what they are to compute.
 *
 * <p>Source: Karpathy, <a
 * href="https://github.com/karpathy/llm.c/blob/master/doc/layernorm/layernorm.md">llm.c,
 * doc/layernorm</a>; {@link LayerNorm} has the formula. The loops here set their gradients, where
 * llm.c's add to them.
 */
@AutoService(Formula.class)
public final class LayerNormRaw implements Formula {

  @Override
  public String name() {
    return "layer-norm-raw";
  }

  @Override
  public String summary() {
    return "layer norm as loops over arrays, as it is written in C";
  }

  @Override
  public String source() {
    return "karpathy/llm.c, doc/layernorm";
  }

  @Override
  public Program program(Sample sample) {
    int n = sample.size(1, 12);
    int m = sample.size(2, 20);
    var p = new Definition();
    var x = p.parameter("x", sample.values(n, m));
    var g = p.parameter("g", sample.uniform(0.5, 1.5, m));
    var b = p.parameter("b", sample.values(m));
    var y =
        p.step("y", x, g, b, (xi, gi, bi) -> LayerNorm.norm(xi).mul(gi).add(bi)) // (n, m)
            .kernel((in, out) -> forward(in[0], in[1], in[2], out, n, m))
            .gradRaw(x, (dy, in, out, dx) -> dx(dy, in[0], in[1], dx, n, m))
            .gradRaw(g, (dy, in, out, dg) -> dg(dy, in[0], dg, n, m))
            .gradRaw(b, (dy, in, out, db) -> db(dy, db, n, m));
    return p.program(y);
  }

  private static void forward(float[] x, float[] g, float[] b, float[] y, int n, int m) {
    for (int i = 0; i < n; i++) {
      float mean = mean(x, i * m, m);
      float rstd = rstd(x, i * m, m, mean);
      for (int j = 0; j < m; j++) {
        y[i * m + j] = (x[i * m + j] - mean) * rstd * g[j] + b[j];
      }
    }
  }

  private static void dx(float[] dy, float[] x, float[] g, float[] dx, int n, int m) {
    for (int i = 0; i < n; i++) {
      int row = i * m;
      float mean = mean(x, row, m);
      float rstd = rstd(x, row, m, mean);
      float dnormMean = 0;
      float dnormNormMean = 0;
      for (int j = 0; j < m; j++) {
        float dnorm = dy[row + j] * g[j];
        dnormMean += dnorm / m;
        dnormNormMean += dnorm * (x[row + j] - mean) * rstd / m;
      }
      for (int j = 0; j < m; j++) {
        float norm = (x[row + j] - mean) * rstd;
        dx[row + j] = (dy[row + j] * g[j] - dnormMean - norm * dnormNormMean) * rstd;
      }
    }
  }

  private static void dg(float[] dy, float[] x, float[] dg, int n, int m) {
    Arrays.fill(dg, 0);
    for (int i = 0; i < n; i++) {
      float mean = mean(x, i * m, m);
      float rstd = rstd(x, i * m, m, mean);
      for (int j = 0; j < m; j++) {
        dg[j] += dy[i * m + j] * (x[i * m + j] - mean) * rstd;
      }
    }
  }

  private static void db(float[] dy, float[] db, int n, int m) {
    Arrays.fill(db, 0);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        db[j] += dy[i * m + j];
      }
    }
  }

  private static float mean(float[] x, int row, int m) {
    float sum = 0;
    for (int j = 0; j < m; j++) {
      sum += x[row + j];
    }
    return sum / m;
  }

  private static float rstd(float[] x, int row, int m, float mean) {
    float squares = 0;
    for (int j = 0; j < m; j++) {
      squares += (x[row + j] - mean) * (x[row + j] - mean);
    }
    return (float) (1 / Math.sqrt(squares / m + LayerNorm.EPSILON));
  }
}
