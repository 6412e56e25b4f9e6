package org.gradoracle.judge;

import java.util.Optional;
import org.gradoracle.compare.Extremes;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Float64Comparison;
import org.gradoracle.verdict.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The verdict where there is no run in float64: on raw loops over {@code float[]}, and on what
 * follows them in the backward pass. It combines several runs.
 */
final class Float32Verdict {

  private Float32Error float32 = Float32Error.NONE;
  private Optional<NonFinite> nonFinite = Optional.empty();
  private @Nullable ArrayTensor ours;
  private @Nullable ArrayTensor truth;

  /**
   * Takes in a run.
   *
   * @param truth the reference in float64, at the same values
   */
  void take(ArrayTensor ours, ArrayTensor reference, ArrayTensor truth) {
    float32 = float32.and(ours, reference, truth);
    nonFinite = nonFinite.or(() -> NonFinite.find(ours, reference, truth));
    if (this.ours == null
        || this.truth == null
        || Extremes.distance(ours, truth) > Extremes.distance(this.ours, this.truth)) {
      this.ours = ours;
      this.truth = truth;
    }
  }

  /** Takes in how far half a unit in the last place, in what the loops are given, moves ours. */
  void takePerturbed(double distance) {
    float32 = float32.andPerturbed(distance);
  }

  /** The verdict of all runs; the proof is of the run that is furthest from the truth. */
  Verdict verdict() {
    if (ours == null || truth == null) {
      throw new IllegalStateException("no run was taken in");
    }
    if (nonFinite.isPresent()) {
      return Verdict.of(nonFinite.get());
    }
    return Verdict.inFloat32(
        Float64Comparison.inFloat32(ours, truth, float32), float32, truth.shape());
  }
}
