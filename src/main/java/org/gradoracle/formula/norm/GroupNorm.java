package org.gradoracle.formula.norm;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.tensor.Tensor;

/**
 * Each example's channels are normalised in groups, over all their positions; then every channel
 * has a gain and a bias. With one group it is layer norm, with a group for each channel {@link
 * InstanceNorm}.
 *
 * <p>Source: Wu and He, <a href="https://arxiv.org/abs/1803.08494">Group normalization</a>; the
 * gradient is that of layer norm over the group.
 */
@AutoService(Formula.class)
public final class GroupNorm implements Formula {

  @Override
  public String name() {
    return "group-norm";
  }

  @Override
  public String summary() {
    return "normalisation of groups of channels, over (n, c, h, w)";
  }

  @Override
  public String source() {
    return "Wu and He, https://arxiv.org/abs/1803.08494; torch.nn.GroupNorm";
  }

  @Override
  public Program program(Sample sample) {
    int groups = sample.size(1, 3);
    int each = sample.size(1, 3); // channels of a group
    return program(sample, sample.size(1, 3), groups, each);
  }

  /** Over (examples, groups * each, height, width). */
  static Program program(Sample sample, int examples, int groups, int each) {
    int height = sample.size(2, 3);
    int width = sample.size(2, 4);
    int channels = groups * each;
    int n = each * height * width; // elements of a group

    var p = new Definition();
    var x = p.parameter("x", sample.values(examples, channels, height, width));
    var g = p.parameter("g", sample.normal(1, channels));
    var b = p.parameter("b", sample.normal(1, channels));
    var norm =
        p.step(
                "norm", // (examples, groups, n)
                x,
                a -> {
                  Tensor away = away(a.reshape(examples, groups, n));
                  return away.mul(inverse(away));
                })
            .grad(
                x,
                (dnorm, a, out) -> {
                  Tensor inverse = inverse(away(a.reshape(examples, groups, n)));
                  Tensor mean = dnorm.sum(2).mul(1.0 / n);
                  Tensor along = dnorm.mul(out).sum(2).mul(1.0 / n);
                  return dnorm.sub(mean).sub(out.mul(along)).mul(inverse).view(a.shape());
                });
    var y =
        p.step(
                "y", // (examples, channels, height, width)
                norm,
                g,
                b,
                (a, c, d) ->
                    a.reshape(examples, channels, height, width)
                        .mul(ofChannel(c))
                        .add(ofChannel(d)))
            .grad(norm, (dy, a, c, d) -> dy.mul(ofChannel(c)).view(a.shape()))
            .grad(
                g,
                (dy, a, c, d) ->
                    dy.mul(a.view(dy.shape())).sumSqueezed(3).sumSqueezed(2).sumSqueezed(0))
            .grad(b, (dy, a, c, d) -> dy.sumSqueezed(3).sumSqueezed(2).sumSqueezed(0));
    return p.program(y);
  }

  private static Tensor away(Tensor x) {
    return x.sub(x.sum(2).mul(1.0 / x.shape().dim(2)));
  }

  private static Tensor inverse(Tensor away) {
    return away.mul(away).sum(2).mul(1.0 / away.shape().dim(2)).add(1e-5).pow(-0.5);
  }

  private static Tensor ofChannel(Tensor x) {
    return x.reshape(1, x.shape().dim(0), 1, 1);
  }
}
