package org.gradoracle.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.formula.SampledFormula;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Functions.F1;
import org.gradoracle.program.Functions.F2;
import org.gradoracle.program.Functions.F3;
import org.gradoracle.program.Functions.F4;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Tensor;

/** Realistic mistakes in the rules of well-known formulas, each with what should be said of it. */
final class FaultyFormulas {

  /**
   * A formula with one wrong rule.
   *
   * @param formula named after what is computed and what is wrong
   * @param expected a pattern of what explains it; the explanation it is held to
   */
  record Faulty(String kind, Formula formula, String expected) {}

  private static final double EPS = 1e-5;
  private static final double C = 0.7978845608028654; // sqrt(2/pi)

  private static final F1 SOFTMAX =
      x -> {
        Tensor e = x.sub(x.max(1)).exp();
        return e.div(e.sum(1));
      };

  private final List<Faulty> faults = new ArrayList<>();

  private FaultyFormulas() {}

  static List<Faulty> all() {
    FaultyFormulas all = new FaultyFormulas();
    all.constants();
    all.factors();
    all.axes();
    all.exchanged();
    all.transposed();
    all.signs();
    all.conventions();
    all.operands();
    all.norms();
    all.losses();
    return all.faults;
  }

  private void add(String kind, String name, String expected, Function<Sample, Program> program) {
    faults.add(new Faulty(kind, new SampledFormula(name, program), expected));
  }

  /** One input (n, m), one line, one rule. */
  private static Function<Sample, Program> one(F1 line, F3 rule) {
    return sample -> {
      var p = new Definition();
      var x = p.parameter("x", sample.values(sample.size(1, 6), sample.size(1, 7)));
      return p.program(p.step("y", x, line).grad(x, rule));
    };
  }

  private static Function<Sample, Program> positive(F1 line, F3 rule) {
    return sample -> {
      var p = new Definition();
      var x = p.parameter("x", sample.uniform(0.5, 3, sample.size(1, 6), sample.size(1, 7)));
      return p.program(p.step("y", x, line).grad(x, rule));
    };
  }

  /** As a lambda that is mistaken about what it is given. */
  private static Function<Sample, Program> two(F1 line, F2 rule) {
    return sample -> {
      var p = new Definition();
      var x = p.parameter("x", sample.values(sample.size(1, 6), sample.size(1, 7)));
      return p.program(p.step("y", x, line).grad(x, rule));
    };
  }

  /** x and w of drawn shapes, and the rule of one of them, the other's not written wrong. */
  private static Function<Sample, Program> pair(
      Function<Sample, List<FloatTensor>> values, F2 line, F4 first, F4 second) {
    return sample -> {
      List<FloatTensor> drawn = values.apply(sample);
      var p = new Definition();
      var a = p.parameter("a", drawn.get(0));
      var b = p.parameter("b", drawn.get(1));
      return p.program(p.step("y", a, b, line).grad(a, first).grad(b, second));
    };
  }

  private static List<FloatTensor> square(Sample sample) {
    int n = sample.size(2, 6);
    return List.of(sample.values(n, n), sample.normal(1, n, n));
  }

  private static List<FloatTensor> rectangles(Sample sample) {
    int k = sample.size(1, 6);
    return List.of(sample.values(sample.size(1, 5), k), sample.normal(1, k, sample.size(1, 7)));
  }

  private static List<FloatTensor> same(Sample sample) {
    int n = sample.size(1, 6);
    int m = sample.size(1, 7);
    return List.of(sample.values(n, m), sample.uniform(0.5, 2, n, m));
  }

  private static List<FloatTensor> rowed(Sample sample) {
    int m = sample.size(2, 7);
    return List.of(sample.values(sample.size(2, 6), m), sample.uniform(0.5, 2, m));
  }

  private void constants() {
    String k = "taken for a constant";
    String c = "taken for a constant|without one contribution";
    add(k, "softmax: normaliser", c, one(SOFTMAX, (dy, x, y) -> dy.mul(y)));
    add(k, "softmax: numerator", c, one(SOFTMAX, (dy, x, y) -> y.mul(dy.mul(y).sum(1)).neg()));
    add(
        k,
        "log softmax: normaliser",
        "upstream itself|" + c,
        one(x -> x.sub(lse(x)), (dy, x, y) -> dy));
    add(k, "mean off: mean", "upstream itself|" + c, one(x -> x.sub(mean(x)), (dy, x, y) -> dy));
    add(
        k,
        "layer norm: variance",
        c,
        one(
            x -> norm(x),
            (dy, x, y) -> {
              Tensor g = dy.mul(inv(x));
              return g.sub(mean(g));
            }));
    add(
        k,
        "layer norm: mean",
        c,
        one(x -> norm(x), (dy, x, y) -> dy.sub(y.mul(mean(dy.mul(y)))).mul(inv(x))));
    add(k, "layer norm: mean and variance", c, one(x -> norm(x), (dy, x, y) -> dy.mul(inv(x))));
    add(k, "rms norm: mean square", c, one(x -> x.mul(rms(x)), (dy, x, y) -> dy.mul(rms(x))));
    add(k, "l2 normalise: norm", c, one(x -> x.mul(l2(x)), (dy, x, y) -> dy.mul(l2(x))));
    add(
        k,
        "attention weights: normaliser",
        c,
        one(x -> SOFTMAX.apply(x.mul(0.125)), (dy, x, y) -> dy.mul(y).mul(0.125)));
    add(k, "swish: sigmoid", c, one(x -> x.mul(x.sigmoid()), (dy, x, y) -> dy.mul(x.sigmoid())));
    add(
        k,
        "swish: x",
        c,
        one(
            x -> x.mul(x.sigmoid()),
            (dy, x, y) -> dy.mul(x).mul(x.sigmoid()).mul(x.sigmoid().rsub(1))));
    add(k, "gelu: Phi", c, one(x -> x.mul(phi(x)), (dy, x, y) -> dy.mul(phi(x))));
    add(
        k,
        "mish: tanh",
        c,
        one(x -> x.mul(softplus(x).tanh()), (dy, x, y) -> dy.mul(softplus(x).tanh())));
    add(
        k,
        "batch norm: variance",
        c,
        one(
            x -> x.sub(mean0(x)).mul(inv0(x)),
            (dy, x, y) -> {
              Tensor g = dy.mul(inv0(x));
              return g.sub(mean0(g));
            }));
    add(
        k,
        "batch norm: all of it",
        c,
        one(x -> x.sub(mean0(x)).mul(inv0(x)), (dy, x, y) -> dy.mul(inv0(x))));
    add(
        k,
        "share of a sum: sum",
        c,
        positive(x -> x.div(x.sum(1)), (dy, x, y) -> dy.div(x.sum(1))));
    add(
        k,
        "weighted mean: weights",
        c,
        pair(
            FaultyFormulas::same,
            (a, b) -> a.mul(b).sum(1).div(b.sum(1)),
            (dy, a, b, y) -> b.mul(dy).div(b.sum(1)),
            (dy, a, b, y) -> a.mul(dy).div(b.sum(1))));
    add(
        k,
        "weight norm: norm",
        c,
        pair(
            FaultyFormulas::rowed,
            (a, b) -> a.mul(l2(a)).mul(b),
            (dy, a, b, y) -> dy.mul(b).mul(l2(a)),
            (dy, a, b, y) -> dy.mul(a.mul(l2(a))).sumSqueezed(0)));
  }

  private void factors() {
    String k = "times a constant";
    add(k, "square: 2 forgotten", "constant 0\\.5", one(x -> x.pow(2), (dy, x, y) -> x.mul(dy)));
    add(
        k,
        "scaled: scale forgotten",
        "constant 8.0 = 1/c with c = 0.125",
        one(x -> x.mul(0.125), (dy, x, y) -> dy.mul(1)));
    add(
        k,
        "scaled: scale twice",
        "constant 0.125 = c with c = 0.125",
        one(x -> x.mul(0.125), (dy, x, y) -> dy.mul(0.125 * 0.125)));
    add(
        k,
        "mean square: n forgotten",
        "constant [\\d.]+ = .*n",
        one(x -> x.mul(x).mean(), (dy, x, y) -> x.mul(2).mul(dy)));
    add(
        k,
        "attention scores: scale over instead of times",
        "constant 64.0 = 1/c\\^2 with c = 0.125",
        pair(
            FaultyFormulas::rectangles,
            (a, b) -> a.matmul(b).mul(0.125),
            (dy, a, b, y) -> dy.matmul(b.t()).mul(8),
            (dy, a, b, y) -> a.t().matmul(dy).mul(0.125)));
    add(
        k,
        "softmax with temperature: temperature forgotten",
        "constant 2.0|constant 0.5|constant .*c = 0.3",
        one(x -> SOFTMAX.apply(x.mul(0.3)), (dy, x, y) -> dy.sub(dy.mul(y).sum(1)).mul(y)));
    add(
        k,
        "column mean: sum of",
        "constant [\\d.]+ = n with n|constant [\\d.]+",
        one(x -> mean0(x), (dy, x, y) -> x.onesLike().mul(dy)));
    add(
        k,
        "sqrt: 1/2 forgotten",
        "constant 2.0",
        positive(x -> x.pow(0.5), (dy, x, y) -> dy.div(y)));
    add(
        k,
        "pow 3: 2 in place of 3",
        "constant 0.666666667",
        one(x -> x.pow(3), (dy, x, y) -> x.pow(2).mul(2).mul(dy)));
    add(
        k,
        "log base 2: natural",
        "constant 0.69",
        positive(x -> x.log().mul(1.4426950408889634), (dy, x, y) -> dy.div(x)));
  }

  private void axes() {
    String k = "wrong axis";
    String axis = "in place of .*(sum|max)|summed over axis";
    add(
        k,
        "softmax: sum over axis 0",
        axis,
        one(SOFTMAX, (dy, x, y) -> dy.sub(dy.mul(y).sum(0)).mul(y)));
    add(
        k,
        "log softmax: sum over axis 0",
        axis,
        one(x -> x.sub(lse(x)), (dy, x, y) -> dy.sub(y.exp().mul(dy.sum(0)))));
    add(
        k,
        "mean off: mean over axis 0",
        axis,
        one(
            x -> x.sub(x.sum(1).mul(1.0 / 4)),
            (dy, x, y) -> dy.sub(x.onesLike().mul(dy.sum(0)).mul(1.0 / 4))));
    add(
        k,
        "logsumexp: normaliser over axis 0",
        "in place of",
        one(x -> lse(x), (dy, x, y) -> x.exp().div(x.exp().sum(0)).mul(dy)));
    add(
        k,
        "share: sum over axis 0",
        axis,
        positive(x -> x.div(x.sum(1)), (dy, x, y) -> dy.sub(dy.mul(y).sum(0)).div(x.sum(1))));
    add(
        k,
        "l2 normalise: sum over axis 0",
        axis,
        one(x -> x.mul(l2(x)), (dy, x, y) -> dy.sub(y.mul(dy.mul(y).sum(0))).mul(l2(x))));
    add(
        k,
        "gain: no sum",
        "one sum is missing|sum",
        pair(
            FaultyFormulas::rowed,
            (a, b) -> a.mul(b),
            (dy, a, b, y) -> dy.mul(b),
            (dy, a, b, y) -> dy.mul(a)));
    add(
        k,
        "row max: one-hot over axis 0",
        "in place of x.oneHotMax\\(0\\)",
        one(x -> x.max(1), (dy, x, y) -> x.oneHotMax(0).mul(dy)));
    add(
        k,
        "bias: summed over all",
        "summed over axis|in place of|one sum too many",
        pair(
            FaultyFormulas::rowed,
            (a, b) -> a.add(b),
            (dy, a, b, y) -> dy,
            (dy, a, b, y) -> b.zerosLike().add(dy.sum())));
  }

  private void exchanged() {
    String k = "exchanged";
    String out = "right with the output 'y' in place of the input 'x'";
    add(k, "sigmoid: x for y", out, two(x -> x.sigmoid(), (dy, y) -> y.mul(y.rsub(1)).mul(dy)));
    add(k, "tanh: x for y", out, two(x -> x.tanh(), (dy, y) -> y.mul(y).rsub(1).mul(dy)));
    add(k, "exp: x for y", out + "|value", two(x -> x.exp(), (dy, y) -> y.mul(dy)));
    add(k, "softmax: x for y", out, two(SOFTMAX, (dy, y) -> dy.sub(dy.mul(y).sum(1)).mul(y)));
    add(
        k,
        "log softmax: x for y",
        out,
        two(x -> x.sub(lse(x)), (dy, y) -> dy.sub(y.exp().mul(dy.sum(1)))));
    add(
        k,
        "tanh with its derivative: x for y",
        out,
        two(x -> x.tanh(), (dy, y) -> y.oneMinusSquare().mul(dy)));
    add(
        k,
        "sigmoid: y for x",
        "exchanged|in place of",
        one(x -> x.mul(x.sigmoid()), (dy, x, y) -> y.sigmoid().mul(y.rsub(1)).mul(dy)));
    add(
        k,
        "quotient: a for b",
        "exchanged|in place of|factor",
        pair(
            FaultyFormulas::same,
            (a, b) -> a.div(b),
            (dy, a, b, y) -> dy.div(a.mul(a).add(1)).mul(0).add(dy.div(b)),
            (dy, a, b, y) -> dy.mul(b).div(a.mul(a)).neg()));
    add(
        k,
        "product: its own factor",
        "exchanged|in place of|factor",
        pair(
            FaultyFormulas::same,
            (a, b) -> a.mul(b),
            (dy, a, b, y) -> dy.mul(a),
            (dy, a, b, y) -> dy.mul(a)));
  }

  private void transposed() {
    String k = "transposed";
    String t = "transpose|\\.t\\(\\)|in place of .*matmul";
    add(
        k,
        "linear: w not transposed",
        t,
        pair(
            FaultyFormulas::square,
            (a, b) -> a.matmul(b),
            (dy, a, b, y) -> dy.matmul(b),
            (dy, a, b, y) -> a.t().matmul(dy)));
    add(
        k,
        "linear: x not transposed",
        t,
        pair(
            FaultyFormulas::square,
            (a, b) -> a.matmul(b),
            (dy, a, b, y) -> dy.matmul(b.t()),
            (dy, a, b, y) -> a.matmul(dy)));
    add(
        k,
        "linear: in the other order",
        t,
        pair(
            FaultyFormulas::square,
            (a, b) -> a.matmul(b),
            (dy, a, b, y) -> b.t().matmul(dy),
            (dy, a, b, y) -> a.t().matmul(dy)));
    add(
        k,
        "linear: transposed result",
        t,
        pair(
            FaultyFormulas::square,
            (a, b) -> a.matmul(b),
            (dy, a, b, y) -> dy.matmul(b.t()),
            (dy, a, b, y) -> dy.t().matmul(a)));
    add(
        k,
        "scores: key transposed once too often",
        t,
        pair(
            FaultyFormulas::square,
            (a, b) -> a.matmul(b.t()),
            (dy, a, b, y) -> dy.matmul(b.t()),
            (dy, a, b, y) -> dy.t().matmul(a)));
    add(
        k,
        "linear with tanh: x not transposed",
        t,
        pair(
            FaultyFormulas::square,
            (a, b) -> a.matmul(b).tanh(),
            (dy, a, b, y) -> dy.mul(y.oneMinusSquare()).matmul(b.t()),
            (dy, a, b, y) -> a.matmul(dy.mul(y.oneMinusSquare()))));
  }

  private void signs() {
    String k = "sign";
    String s = "negative|in place of|sign";
    add(k, "softmax: plus", s, one(SOFTMAX, (dy, x, y) -> dy.add(dy.mul(y).sum(1)).mul(y)));
    add(k, "cosine-like: sin for -sin", s, one(x -> x.rsub(1), (dy, x, y) -> dy.mul(1)));
    add(k, "sigmoid: 1 + y", s, one(x -> x.sigmoid(), (dy, x, y) -> y.mul(y.add(1)).mul(dy)));
    add(k, "reciprocal: sign", s, positive(x -> x.pow(-1), (dy, x, y) -> y.mul(y).mul(dy)));
    add(
        k,
        "quotient: sign",
        s,
        pair(
            FaultyFormulas::same,
            (a, b) -> a.div(b),
            (dy, a, b, y) -> dy.div(b),
            (dy, a, b, y) -> dy.mul(a).div(b.mul(b))));
    add(k, "tanh: 1 + y^2", s, one(x -> x.tanh(), (dy, x, y) -> y.mul(y).add(1).mul(dy)));
    add(
        k,
        "difference: plus",
        s + "|upstream itself",
        pair(FaultyFormulas::same, (a, b) -> a.sub(b), (dy, a, b, y) -> dy, (dy, a, b, y) -> dy));
    add(
        k,
        "softplus: sigmoid of -x",
        s,
        one(x -> softplus(x), (dy, x, y) -> x.neg().sigmoid().mul(dy)));
  }

  private void conventions() {
    String k = "convention";
    add(
        k,
        "relu: 1 at zero",
        "derivative of relu at 0 is 1.0",
        one(x -> x.relu(), (dy, x, y) -> x.neg().gt(0).rsub(1).mul(dy)));
    add(
        k,
        "relu: a half at zero",
        "derivative of relu at 0 is 0.5",
        one(x -> x.relu(), (dy, x, y) -> x.gt(0).add(x.neg().gt(0).rsub(1)).mul(0.5).mul(dy)));
    add(
        k,
        "max: to all",
        "at ties: .*in full",
        one(x -> x.max(1), (dy, x, y) -> x.sub(y).neg().gt(0).rsub(1).mul(dy)));
    add(
        k,
        "max: in equal parts",
        "at ties: .*equal parts",
        one(
            x -> x.max(1),
            (dy, x, y) -> {
              Tensor mask = x.sub(y).neg().gt(0).rsub(1);
              return mask.div(mask.sum(1)).mul(dy);
            }));
    add(
        k,
        "leaky relu: 1 at zero",
        "derivative of relu at 0",
        one(
            x -> x.relu().mul(0.9).add(x.mul(0.1)),
            (dy, x, y) -> x.neg().gt(0).rsub(1).mul(0.9).add(0.1).mul(dy)));
    add(
        k,
        "hinge: 1 at its margin",
        "derivative of relu at 0",
        one(x -> x.rsub(1).relu(), (dy, x, y) -> x.add(-1).gt(0).rsub(1).neg().mul(dy)));
  }

  private void operands() {
    String k = "operand or factor";
    String s = "in place of|factor|derivative of|constant|forward|value|upstream";
    add(
        k,
        "pow 2.5: exponent",
        s,
        positive(x -> x.pow(2.5), (dy, x, y) -> x.pow(2.5).mul(2.5).mul(dy)));
    add(k, "log: derivative forgotten", s, positive(x -> x.log(), (dy, x, y) -> dy.mul(x)));
    add(k, "softplus: exp(x)", s, one(x -> x.exp().add(1).log(), (dy, x, y) -> x.exp().mul(dy)));
    add(
        k,
        "gelu tanh: constant",
        "0.044715|0.134145|in place of",
        one(FaultyFormulas::geluTanh, (dy, x, y) -> geluTanhGradient(x, 3 * 0.04715).mul(dy)));
    add(
        k,
        "gelu tanh: 3 forgotten",
        "0.134145|in place of",
        one(FaultyFormulas::geluTanh, (dy, x, y) -> geluTanhGradient(x, 0.044715).mul(dy)));
    add(
        k,
        "gelu: density without the half",
        s,
        one(
            x -> x.mul(phi(x)),
            (dy, x, y) -> phi(x).add(x.mul(x).neg().exp().mul(x).mul(0.3989422804014327)).mul(dy)));
    add(
        k,
        "linear with tanh: derivative forgotten",
        s,
        pair(
            FaultyFormulas::rectangles,
            (a, b) -> a.matmul(b).tanh(),
            (dy, a, b, y) -> dy.matmul(b.t()),
            (dy, a, b, y) -> a.t().matmul(dy.mul(y.oneMinusSquare()))));
    add(
        k,
        "gain of a norm: x not normalised",
        s,
        pair(
            FaultyFormulas::rowed,
            (a, b) -> norm(a).mul(b),
            (dy, a, b, y) -> normGradient(dy.mul(b), a),
            (dy, a, b, y) -> dy.mul(a).sumSqueezed(0)));
    add(
        k,
        "norm with a gain: gain forgotten",
        s,
        pair(
            FaultyFormulas::rowed,
            (a, b) -> norm(a).mul(b),
            (dy, a, b, y) -> normGradient(dy, a),
            (dy, a, b, y) -> dy.mul(norm(a)).sumSqueezed(0)));
    add(
        k,
        "smooth abs: square forgotten",
        s,
        one(x -> x.mul(x).add(0.01).pow(0.5), (dy, x, y) -> x.div(x.mul(x).add(0.01)).mul(dy)));
    add(
        k,
        "pseudo-huber: root forgotten",
        s,
        one(x -> x.mul(x).add(1).pow(0.5).add(-1), (dy, x, y) -> x.mul(dy)));
    add(
        k,
        "embedding: added twice",
        "autograd's times a constant 2.0",
        sample -> {
          var p = new Definition();
          var table = p.parameter("table", sample.values(sample.size(2, 5), 3));
          var index = p.constant("index", sample.indices(2, 6));
          return p.program(
              p.step("y", table, index, (t, i) -> t.rows(i))
                  .grad(table, (dy, t, i) -> t.zerosLike().addRows(i, dy).mul(2)));
        });
    add(
        k,
        "glu: gate's derivative forgotten",
        s,
        pair(
            FaultyFormulas::same,
            (a, b) -> a.mul(b.sigmoid()),
            (dy, a, b, y) -> dy.mul(b.sigmoid()),
            (dy, a, b, y) -> dy.mul(a)));
    add(
        k,
        "glu: gate's derivative by half",
        s,
        pair(
            FaultyFormulas::same,
            (a, b) -> a.mul(b.sigmoid()),
            (dy, a, b, y) -> dy.mul(b.sigmoid()),
            (dy, a, b, y) -> dy.mul(a).mul(b.sigmoid())));
  }

  private void norms() {
    String k = "norms";
    String s = "in place of|constant|term|contribution|factor|sum";
    add(
        k,
        "layer norm: 1/6 for 1/n",
        s,
        one(
            x -> norm(x),
            (dy, x, y) -> dy.sub(dy.sum(1).mul(1.0 / 6)).sub(y.mul(mean(dy.mul(y)))).mul(inv(x))));
    add(
        k,
        "layer norm: n - 1",
        s,
        one(
            x -> norm(x),
            (dy, x, y) ->
                dy.sub(mean(dy))
                    .sub(y.mul(dy.mul(y).sum(1).mul(1.0 / (x.shape().dim(1) + 1.0))))
                    .mul(inv(x))));
    add(
        k,
        "rms norm: epsilon dropped",
        "without the term 0.1: it is dropped",
        one(
            x -> x.mul(x.mul(x).mean().add(0.1).pow(-0.5)),
            (dy, x, y) -> {
              Tensor r = x.mul(x).mean().pow(-0.5);
              return dy.mul(r).sub(x.mul(dy.mul(x).mean()).mul(r.pow(3)));
            }));
    add(
        k,
        "rms norm: sum for mean",
        s,
        one(x -> x.mul(rms(x)), (dy, x, y) -> dy.sub(y.mul(dy.mul(y).sum(1))).mul(rms(x))));
    add(
        k,
        "rms norm: x for y",
        s,
        one(x -> x.mul(rms(x)), (dy, x, y) -> dy.sub(x.mul(mean(dy.mul(y)))).mul(rms(x))));
    add(
        k,
        "l2 normalise: projection twice",
        s,
        one(x -> x.mul(l2(x)), (dy, x, y) -> dy.sub(y.mul(dy.mul(y).sum(1)).mul(2)).mul(l2(x))));
    add(
        k,
        "standardise: std forgotten",
        s,
        one(x -> norm(x), (dy, x, y) -> dy.sub(mean(dy)).sub(y.mul(mean(dy.mul(y))))));
  }

  private void losses() {
    String k = "losses";
    String s = "in place of|constant|term|contribution|factor|sum|negative|value|upstream|missing";
    add(
        k,
        "cross entropy: target not taken off",
        s,
        target((dy, x, t, y) -> soft(x).mul(dy).mul(1.0 / x.shape().dim(0))));
    add(k, "cross entropy: n forgotten", s, target((dy, x, t, y) -> soft(x).sub(t).mul(dy)));
    add(
        k,
        "cross entropy: sign",
        s,
        target((dy, x, t, y) -> t.sub(soft(x)).mul(dy).mul(1.0 / x.shape().dim(0))));
    add(
        k,
        "cross entropy: logits for probabilities",
        s,
        target((dy, x, t, y) -> x.sub(t).mul(dy).mul(1.0 / x.shape().dim(0))));
    add(
        k,
        "KL divergence: + 1 forgotten",
        s,
        pair(
            FaultyFormulas::shares,
            (a, b) -> a.mul(a.log().sub(b.log())).sum(),
            (dy, a, b, y) -> a.log().sub(b.log()).mul(dy),
            (dy, a, b, y) -> a.div(b).neg().mul(dy)));
    add(
        k,
        "KL divergence: q's sign",
        s,
        pair(
            FaultyFormulas::shares,
            (a, b) -> a.mul(a.log().sub(b.log())).sum(),
            (dy, a, b, y) -> a.log().sub(b.log()).add(1).mul(dy),
            (dy, a, b, y) -> a.div(b).mul(dy)));
    add(
        k,
        "mean squared error: of a sum",
        s,
        pair(
            FaultyFormulas::same,
            (a, b) -> a.sub(b).pow(2).mean(),
            (dy, a, b, y) -> a.sub(b).mul(2).mul(dy),
            (dy, a, b, y) -> b.sub(a).mul(2.0 / (a.shape().dim(0) * a.shape().dim(1))).mul(dy)));
    add(
        k,
        "cosine similarity: norm a constant",
        s,
        pair(
            FaultyFormulas::same,
            (a, b) -> a.mul(l2(a)).mul(b.mul(l2(b))).sum(1),
            (dy, a, b, y) -> b.mul(l2(b)).mul(l2(a)).mul(dy),
            (dy, a, b, y) -> a.mul(l2(a)).sub(b.mul(l2(b)).mul(y)).mul(l2(b)).mul(dy)));
    add(
        k,
        "cosine similarity: b not normalised",
        s,
        pair(
            FaultyFormulas::same,
            (a, b) -> a.mul(l2(a)).mul(b.mul(l2(b))).sum(1),
            (dy, a, b, y) -> b.sub(a.mul(l2(a)).mul(y)).mul(l2(a)).mul(dy),
            (dy, a, b, y) -> a.mul(l2(a)).sub(b.mul(l2(b)).mul(y)).mul(l2(b)).mul(dy)));
    add(
        k,
        "entropy: + 1 forgotten",
        s,
        positive(x -> x.mul(x.log()).neg(), (dy, x, y) -> x.log().neg().mul(dy)));
    add(k, "logsumexp: unnormalised", s, one(x -> lse(x), (dy, x, y) -> x.exp().mul(dy)));
    add(
        k,
        "binary cross entropy: y in place of 1",
        s,
        pair(
            FaultyFormulas::same,
            (a, b) -> softplus(a).sub(a.mul(b)),
            (dy, a, b, y) -> a.sigmoid().sub(a).mul(dy),
            (dy, a, b, y) -> a.neg().mul(dy)));
  }

  private static Function<Sample, Program> target(F4 rule) {
    return sample -> {
      int n = sample.size(2, 6);
      int m = sample.size(2, 7);
      FloatTensor hot = sample.uniform(0, 1, n, m).oneHotMax(1) instanceof FloatTensor t ? t : null;
      var p = new Definition();
      var x = p.parameter("x", sample.values(n, m));
      var t = p.constant("t", java.util.Objects.requireNonNull(hot));
      return p.program(
          p.step("y", x, t, (a, b) -> lse(a).sub(a).mul(b).sum().mul(1.0 / n)).grad(x, rule));
    };
  }

  private static List<FloatTensor> shares(Sample sample) {
    int n = sample.size(1, 6);
    int m = sample.size(1, 7);
    return List.of(sample.uniform(0.1, 1, n, m), sample.uniform(0.1, 1, n, m));
  }

  private static Tensor soft(Tensor x) {
    return SOFTMAX.apply(x);
  }

  private static Tensor lse(Tensor x) {
    return x.sub(x.max(1)).exp().sum(1).log().add(x.max(1));
  }

  private static Tensor mean(Tensor x) {
    return x.sum(1).mul(1.0 / x.shape().dim(1));
  }

  private static Tensor mean0(Tensor x) {
    return x.sum(0).mul(1.0 / x.shape().dim(0));
  }

  private static Tensor inv(Tensor x) {
    return mean(x.sub(mean(x)).pow(2)).add(EPS).pow(-0.5);
  }

  private static Tensor inv0(Tensor x) {
    return mean0(x.sub(mean0(x)).pow(2)).add(EPS).pow(-0.5);
  }

  private static Tensor norm(Tensor x) {
    return x.sub(mean(x)).mul(inv(x));
  }

  private static Tensor normGradient(Tensor dy, Tensor x) {
    Tensor y = norm(x);
    return dy.sub(mean(dy)).sub(y.mul(mean(dy.mul(y)))).mul(inv(x));
  }

  private static Tensor rms(Tensor x) {
    return mean(x.mul(x)).add(EPS).pow(-0.5);
  }

  private static Tensor l2(Tensor x) {
    return x.mul(x).sum(1).add(EPS).pow(-0.5);
  }

  private static Tensor phi(Tensor x) {
    return x.mul(0.7071067811865476).erf().add(1).mul(0.5);
  }

  private static Tensor softplus(Tensor x) {
    return x.relu().add(x.relu().add(x.neg().relu()).neg().exp().add(1).log());
  }

  private static Tensor geluTanh(Tensor x) {
    return x.mul(0.5).mul(x.add(x.pow(3).mul(0.044715)).mul(C).tanh().add(1));
  }

  private static Tensor geluTanhGradient(Tensor x, double number) {
    Tensor t = x.add(x.pow(3).mul(0.044715)).mul(C).tanh();
    Tensor inner = x.pow(2).mul(number).add(1).mul(C);
    return t.add(1).mul(0.5).add(x.mul(0.5).mul(t.oneMinusSquare()).mul(inner));
  }
}
