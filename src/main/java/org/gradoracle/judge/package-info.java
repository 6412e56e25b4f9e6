/**
 * The verdict on gradients: measured tolerances, the check of each rule by itself and the check
 * through the whole network.
 *
 * <p>{@link org.gradoracle.judge.CheckResult} is the entry point; every result carries a {@link
 * org.gradoracle.judge.Verdict}.
 *
 * <p>May use: {@code compare}, {@code diagnose}, {@code program}, {@code tensor}, and of {@code
 * reference} what a reference is.
 */
@NullMarked
package org.gradoracle.judge;

import org.jspecify.annotations.NullMarked;
