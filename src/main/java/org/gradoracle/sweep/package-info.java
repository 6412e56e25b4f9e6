/**
 * Random cases of the formulas through both checks: a right formula must never fail.
 *
 * <p>{@link org.gradoracle.sweep.SweepCase} is one case, which its seed draws again; a {@link
 * org.gradoracle.sweep.Tally} adds up what the cases found.
 *
 * <p>May use: {@code formula}, {@code compare}, {@code program}, {@code tensor}, and of {@code
 * reference} what a reference is.
 */
@NullMarked
package org.gradoracle.sweep;

import org.jspecify.annotations.NullMarked;
