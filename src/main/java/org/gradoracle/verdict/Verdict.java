package org.gradoracle.verdict;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.diagnose.DiagnosedRule;
import org.gradoracle.diagnose.Diagnosis;
import org.gradoracle.diagnose.Explanation;
import org.gradoracle.diagnose.Explanations;
import org.gradoracle.program.Gradient.Absent;
import org.gradoracle.tensor.Shape;
import org.gradoracle.text.Text;

/**
 * What a check found of one gradient, and the evidence for it.
 *
 * @param status the verdict in a word
 * @param reason why it is not PASS, in one line; empty for a PASS
 * @param undecidable whether it is {@link Status#NONFINITE} only because the reference's own
 *     gradient is not finite in float64, at exactly the same elements: there is nothing to judge by
 * @param float64 the comparison that decides, where there are two finite gradients of one shape: of
 *     several upstreams the worst
 * @param float32 the error in float32, where there is a comparison; it decides for a rule, and is
 *     reported of a network: through one, right formulas were seen at 44 times PyTorch's own error
 * @param explanations every simple mistake that gives a wrong rule's values, the most telling first
 * @param diagnosis where and how far a wrong rule is off, if its gradient has the right shape
 */
public record Verdict(
    Status status,
    String reason,
    boolean undecidable,
    Optional<Float64Comparison> float64,
    Optional<Float32Error> float32,
    List<Explanation> explanations,
    Optional<Diagnosis> diagnosis) {

  private static final String NONE = "no simple mistake that was tried gives its values";

  /** A verdict that keeps a copy of the explanations. */
  public Verdict {
    explanations = List.copyOf(explanations);
  }

  /** There was nothing to compare. */
  public static Verdict without(Status status, String reason) {
    return of(status, reason, Optional.empty(), Optional.empty());
  }

  /** There is no gradient. */
  public static Verdict of(Absent absent) {
    return without(Status.of(absent), absent.message());
  }

  /** An element is not finite. */
  public static Verdict of(NonFinite element) {
    return new Verdict(
        Status.NONFINITE,
        element.reason(),
        element.alsoInReference(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  /** By the comparison alone; the error in float32 is reported. */
  public static Verdict of(Float64Comparison float64, Float32Error float32, Shape shape) {
    return of(float64.status(), float64.reason(shape), Optional.of(float64), Optional.of(float32));
  }

  private static Verdict of(
      Status status,
      String reason,
      Optional<Float64Comparison> float64,
      Optional<Float32Error> float32) {
    return new Verdict(status, reason, false, float64, float32, List.of(), Optional.empty());
  }

  /** Whether it was made by the precision alone, see {@link #inFloat32}. */
  public boolean isInFloat32() {
    return float64.isPresent()
        && float32.isPresent()
        && float64.get().sensitivity() == float32.get().limit();
  }

  /** Whether a run with it can pass. */
  public boolean passed() {
    return status.passed();
  }

  /**
   * By the proof, and if that holds, by the float32 precision. Where autograd's gradient is zero,
   * an error that the proof could not see may be autograd's.
   *
   * @param loss what float32 loses, asked for if that does not hold
   */
  public static Verdict of(
      Float64Comparison float64, Float32Error float32, Supplier<PrecisionLoss> loss, Shape shape) {
    boolean seen = float32.scale() != 0 || float32.error() > float64.sensitivity();
    if (float64.holds() && seen && !float32.holds()) {
      return imprecise(float64, float32, loss.get(), shape);
    }
    return of(float64, float32, shape);
  }

  private static Verdict imprecise(
      Float64Comparison float64, Float32Error float32, PrecisionLoss loss, Shape shape) {
    return of(
        loss == PrecisionLoss.UNEXPLAINED ? Status.FAIL : Status.IMPRECISE,
        Text.format(
            "right in float64; in float32 %s at %s: %s",
            loss.text(),
            shape.position(float32.worst()),
            Double.isInfinite(float32.error())
                ? "it is not finite there"
                : Text.format(
                    "the error is %s, %s",
                    float32.scale() == 0
                        ? Text.format("%.3g, where the gradient is 0", float32.error())
                        : Text.format("%.3g ULP of the largest gradient", float32.ulps()),
                    float32.multiple("PyTorch", 3))),
        Optional.of(float64),
        Optional.of(float32));
  }

  /** By the precision alone, where there is no run in float64. */
  public static Verdict inFloat32(Float64Comparison float64, Float32Error float32, Shape shape) {
    if (!float32.holds()) {
      return of(
          Status.FAIL,
          Text.format(
              "at %s %s, autograd in float64 %s; in float32, with a tolerance of %.1e",
              shape.position(float64.worst()),
              PythonNumber.repr(float64.ours()),
              PythonNumber.repr(float64.reference()),
              float32.limit()),
          Optional.of(float64),
          Optional.of(float32));
    }
    Status status = float64.zero() ? Status.ZERO : Status.PASS;
    String reason =
        float64.zero()
            ? "no element is above what float32 can tell, which proves nothing by itself"
            : "";
    return of(status, reason, Optional.of(float64), Optional.of(float32));
  }

  /** Of a gradient that was computed in float64, by the comparison alone. */
  public static Verdict inFloat64(Float64Comparison float64, Shape shape) {
    return of(float64.status(), float64.reason(shape), Optional.of(float64), Optional.empty());
  }

  /** With explanations in addition to the reason; the same if there are none. */
  public Verdict with(List<Explanation> explanations) {
    return explanations.isEmpty()
        ? this
        : new Verdict(
            status,
            reason + "; it is " + explanations.get(0),
            undecidable,
            float64,
            float32,
            explanations,
            diagnosis);
  }

  /** With another explanation in place of the first, and of all. */
  public Verdict insteadOf(Explanation other) {
    return new Verdict(
        status,
        reason.replace(explanations.get(0).text(), other.text()),
        undecidable,
        float64,
        float32,
        List.of(other),
        diagnosis);
  }

  /** A wrong rule's, without what explains it here: elsewhere it cannot be so. */
  public Verdict unexplained() {
    return new Verdict(status, NONE, undecidable, float64, float32, List.of(), diagnosis);
  }

  /** With the explanations that fit; a gradient of the right shape gets a whole diagnosis. */
  public Verdict explained(DiagnosedRule wrong) {
    return explained(wrong, Explanations.of(wrong));
  }

  /** With these explanations, and the whole diagnosis of a gradient of the right shape. */
  public Verdict explained(DiagnosedRule wrong, List<Explanation> explanations) {
    boolean diagnosed = float64.isPresent();
    String because =
        explanations.isEmpty()
            ? diagnosed ? NONE : reason
            : diagnosed
                ? "it is " + explanations.get(0)
                : reason + "; it is " + explanations.get(0);
    return new Verdict(
        status,
        because,
        undecidable,
        float64,
        float32,
        explanations,
        float64.map(found -> Diagnosis.of(wrong, found.sensitivity())));
  }

  /** The one that decides: see {@link Status#rank}. */
  public Verdict deciding(Verdict other) {
    return other.status.rank() < status.rank() ? other : this;
  }
}
