package org.gradoracle.formula.activation;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;

/**
 * The Gaussian error linear unit, approximated with tanh, as loops over {@code float[]}.
 *
 * <p>Source: Karpathy, <a href="https://github.com/karpathy/llm.c">llm.c</a>, {@code
 * gelu_backward}; {@link GeluTanh} has the formula. The slope of tanh is {@code 1 - t^2} here,
 * where llm.c takes {@code 1 / cosh^2}, which overflows.
 */
@AutoService(Formula.class)
public final class GeluTanhRaw implements Formula {

  private static final float SCALE = (float) Math.sqrt(2 / Math.PI);
  private static final float CUBIC = 0.044715f;

  @Override
  public String name() {
    return "gelu-tanh-raw";
  }

  @Override
  public String summary() {
    return "Gaussian error linear unit with tanh as loops over arrays, as it is written in C";
  }

  @Override
  public String source() {
    return "karpathy/llm.c, gelu_backward";
  }

  @Override
  public Program program(Sample sample) {
    var p = new Definition();
    var x = p.parameter("x", sample.values(sample.size(1, 12), sample.size(1, 20)));
    var y =
        p.step("y", x, a -> GeluTanh.of(a)) // (n, m)
            .kernel((in, out) -> forward(in[0], out))
            .gradRaw(x, (dy, in, out, dx) -> backward(dy, in[0], dx));
    return p.program(y);
  }

  private static void forward(float[] x, float[] y) {
    for (int i = 0; i < x.length; i++) {
      y[i] = of(x[i]);
    }
  }

  private static void backward(float[] dy, float[] x, float[] dx) {
    for (int i = 0; i < x.length; i++) {
      dx[i] = derivative(x[i]) * dy[i];
    }
  }

  /** Of one number. */
  public static float of(float x) {
    return 0.5f * x * (1 + t(x));
  }

  /** How fast {@link #of} grows. */
  public static float derivative(float x) {
    float t = t(x);
    float du = SCALE * (1 + 3 * CUBIC * x * x);
    return 0.5f * (1 + t) + 0.5f * x * (1 - t * t) * du;
  }

  private static float t(float x) {
    return (float) StrictMath.tanh(SCALE * (x + CUBIC * x * x * x));
  }
}
