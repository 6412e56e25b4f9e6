package org.gradoracle.compare;

import java.util.Optional;
import java.util.stream.IntStream;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;

/**
 * NaN and infinities in a pair of gradients.
 *
 * <p>In float64 every element must be finite. In float32 ours may be non-finite only where the
 * reference's is: there PyTorch overflows, too, and float64 decides.
 */
final class NonFinite {

  private NonFinite() {}

  /** Whether there is none in it. */
  static boolean isFinite(ArrayTensor tensor) {
    return IntStream.range(0, tensor.size()).allMatch(i -> Double.isFinite(tensor.at(i)));
  }

  /** The first element that must not be, in one line; none if there is none. */
  static Optional<String> find(ArrayTensor ours, ArrayTensor reference) {
    for (int i = 0; i < ours.size(); i++) {
      boolean oursIs = Double.isFinite(ours.at(i));
      boolean referenceIs = Double.isFinite(reference.at(i));
      boolean allowed =
          ours.dtype() == Dtype.FLOAT32 ? oursIs || !referenceIs : oursIs && referenceIs;
      if (!allowed) {
        return Optional.of(
            "at %s %s, autograd %s; in %s"
                .formatted(
                    ours.shape().position(i),
                    PythonNumber.repr(ours.at(i)),
                    PythonNumber.repr(reference.at(i)),
                    ours.dtype()));
      }
    }
    return Optional.empty();
  }
}
