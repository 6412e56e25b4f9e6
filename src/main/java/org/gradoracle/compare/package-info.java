/**
 * Two gradients in, a verdict out.
 *
 * <p>{@link org.gradoracle.compare.NetworkCheck} runs both networks and judges every row: {@link
 * org.gradoracle.compare.Comparison} is the notebook's comparison, which is reported, {@link
 * org.gradoracle.compare.Float64Comparison} the one in float64, which decides.
 *
 * <p>May use: {@code program}, {@code tensor}, and of {@code reference} what a reference is.
 */
@NullMarked
package org.gradoracle.compare;

import org.jspecify.annotations.NullMarked;
