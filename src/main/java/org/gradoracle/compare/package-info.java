/**
 * Two arrays of numbers, one beside the other.
 *
 * <p>{@link org.gradoracle.compare.TensorPair} and its {@link org.gradoracle.compare.Comparison},
 * the notebook's.
 */
@NullMarked
package org.gradoracle.compare;

import org.jspecify.annotations.NullMarked;
