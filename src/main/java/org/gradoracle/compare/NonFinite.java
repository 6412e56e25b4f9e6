package org.gradoracle.compare;

import java.util.Optional;
import java.util.stream.IntStream;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.text.Text;

/**
 * An element that is NaN or infinite and must not be.
 *
 * <p>In float64 every element must be finite. In float32 ours may be non-finite only where the
 * reference's is, or nearly: there PyTorch overflows, too, or would if it multiplied in another
 * order, and float64 decides.
 *
 * @param text which, and what both have there, in one line
 * @param alsoInReference whether the reference is not finite in float64 at exactly the same
 *     elements: it is no authority there, and nothing can be decided
 */
public record NonFinite(String text, boolean alsoInReference) {

  /** Beyond it, a gradient may overflow on the way to a value that float32 has. */
  private static final double NEARLY = Float.MAX_VALUE / (1 << 20);

  /** Whether every element is finite. */
  public static boolean isFinite(ArrayTensor tensor) {
    int size = tensor.size();
    for (int i = 0; i < size; i++) {
      if (!Double.isFinite(tensor.at(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The first element that is not finite and must be, of a gradient that there is in float32 only.
   * In addition to {@link #find(ArrayTensor, ArrayTensor)}, the truth must be finite.
   *
   * @param truth the reference in float64, at the same values
   */
  public static Optional<NonFinite> find(
      ArrayTensor ours, ArrayTensor reference, ArrayTensor truth) {
    if (isFinite(truth)) {
      return find(ours, reference);
    }
    boolean alike =
        IntStream.range(0, truth.size())
            .allMatch(
                i ->
                    Double.isFinite(ours.at(i)) == Double.isFinite(reference.at(i))
                        && (Double.isFinite(truth.at(i)) || !Double.isFinite(ours.at(i))));
    return find(Dtype.FLOAT64.cast(ours), truth)
        .map(found -> new NonFinite(found.text(), found.alsoInReference() || alike));
  }

  /**
   * The first element that is not finite and must be: one of ours or, in float64, of the
   * reference's; none if all are right.
   */
  public static Optional<NonFinite> find(ArrayTensor ours, ArrayTensor reference) {
    int size = ours.size();
    for (int i = 0; i < size; i++) {
      boolean oursIs = Double.isFinite(ours.at(i));
      boolean referenceIs = Double.isFinite(reference.at(i));
      boolean allowed =
          ours.dtype() == Dtype.FLOAT32
              ? oursIs || !referenceIs || Math.abs(reference.at(i)) > NEARLY
              : oursIs && referenceIs;
      if (!allowed) {
        return Optional.of(
            new NonFinite(
                Text.format(
                    "at %s %s, autograd %s; in %s%s",
                    ours.shape().position(i),
                    PythonNumber.repr(ours.at(i)),
                    PythonNumber.repr(reference.at(i)),
                    ours.dtype(),
                    oursIs ? "; autograd meets an overflow or a division by zero there" : ""),
                ours.dtype() == Dtype.FLOAT64 && alike(ours, reference)));
      }
    }
    return Optional.empty();
  }

  private static boolean alike(ArrayTensor ours, ArrayTensor reference) {
    return IntStream.range(0, ours.size())
        .allMatch(i -> Double.isFinite(ours.at(i)) == Double.isFinite(reference.at(i)));
  }

  /** Why nothing passes here, in one line. */
  public String reason() {
    return (alsoInReference ? "autograd is not finite either, at the same elements: " : "") + text;
  }
}
