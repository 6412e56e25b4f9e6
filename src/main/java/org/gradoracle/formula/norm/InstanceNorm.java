package org.gradoracle.formula.norm;

import com.google.auto.service.AutoService;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Program;

/**
 * Each channel of each example is normalised over its positions: {@link GroupNorm} with a group for
 * each channel.
 *
 * <p>Source: Ulyanov, Vedaldi and Lempitsky, <a href="https://arxiv.org/abs/1607.08022">Instance
 * normalization</a>.
 */
@AutoService(Formula.class)
public final class InstanceNorm implements Formula {

  @Override
  public String name() {
    return "instance-norm";
  }

  @Override
  public String summary() {
    return "normalisation of each channel of each example, over (n, c, h, w)";
  }

  @Override
  public String source() {
    return "Ulyanov, Vedaldi and Lempitsky, https://arxiv.org/abs/1607.08022; torch.nn.InstanceNorm2d";
  }

  @Override
  public Program program(Sample sample) {
    int channels = sample.size(1, 4);
    return GroupNorm.program(sample, sample.size(1, 3), channels, 1);
  }
}
