/**
 * Two arrays of numbers, side by side.
 *
 * <p>{@link org.gradoracle.compare.TensorPair} is the entry point for two tensors in memory, {@link
 * org.gradoracle.compare.StoredPair} for two from files; both have a {@link
 * org.gradoracle.compare.Comparison}, the notebook's. {@link org.gradoracle.compare.NonFinite}
 * finds what is not finite.
 */
@NullMarked
package org.gradoracle.compare;

import org.jspecify.annotations.NullMarked;
