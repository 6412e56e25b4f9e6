package org.gradoracle.compare;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.gradoracle.tensor.Shape;
import org.gradoracle.text.Text;

/** What one case says of one rule. */
record Judgement(
    Status status,
    String reason,
    Optional<Proof> proof,
    Optional<Precision> precision,
    Optional<Diagnosis> diagnosis) {

  /** There was nothing to compare. */
  static Judgement without(Status status, String reason) {
    return new Judgement(status, reason, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * By the proof, and if that holds, by the float32 precision.
   *
   * @param loss what float32 loses, asked for if that does not hold
   */
  static Judgement of(Proof proof, Precision precision, Supplier<Loss> loss, Shape shape) {
    if (proof.holds() && !precision.holds()) {
      return imprecise(proof, precision, loss.get(), shape);
    }
    return new Judgement(
        proof.status(),
        proof.reason(shape),
        Optional.of(proof),
        Optional.of(precision),
        Optional.empty());
  }

  private static Judgement imprecise(Proof proof, Precision precision, Loss loss, Shape shape) {
    return new Judgement(
        loss == Loss.UNEXPLAINED ? Status.FAIL : Status.IMPRECISE,
        Text.format(
            "right in float64; in float32 %s at %s: the error is %.3g ULP of the largest"
                + " gradient, %.3g times PyTorch's",
            loss.text(), shape.position(precision.worst()), precision.ulps(), precision.multiple()),
        Optional.of(proof),
        Optional.of(precision),
        Optional.empty());
  }

  /** By the precision alone, where there is no run in float64. */
  static Judgement inFloat32(Proof proof, Precision precision, Shape shape) {
    Status status = !precision.holds() ? Status.FAIL : proof.zero() ? Status.ZERO : Status.PASS;
    String reason =
        switch (status) {
          case FAIL ->
              Text.format(
                  "at %s %s, autograd in float64 %s; in float32, with a tolerance of %.1e",
                  shape.position(proof.worst()),
                  PythonNumber.repr(proof.ours()),
                  PythonNumber.repr(proof.reference()),
                  precision.limit());
          case ZERO -> "no element is above what float32 can tell, which proves nothing by itself";
          default -> "";
        };
    return new Judgement(
        status, reason, Optional.of(proof), Optional.of(precision), Optional.empty());
  }

  /** With the explanations that fit; a gradient of the right shape gets a whole diagnosis. */
  Judgement explained(WrongRule wrong) {
    List<String> explanations = Explanations.of(wrong);
    boolean diagnosed = proof.isPresent();
    String because =
        explanations.isEmpty()
            ? diagnosed ? "no simple mistake that was tried gives its values" : reason
            : diagnosed
                ? "it is " + explanations.get(0)
                : reason + "; it is " + explanations.get(0);
    return new Judgement(
        status,
        because,
        proof,
        precision,
        proof.map(found -> Diagnosis.of(wrong, found.sensitivity(), explanations)));
  }

  /** The one that decides: see {@link Status#rank}. */
  Judgement deciding(Judgement other) {
    return other.status.rank() < status.rank() ? other : this;
  }
}
