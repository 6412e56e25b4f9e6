/**
 * The verdict on gradients: measured tolerances, the check of each rule by itself and the check
 * through the whole network.
 *
 * <p>{@link org.gradoracle.verdict.CheckResult} is the entry point; every result carries a {@link
 * org.gradoracle.verdict.Verdict}.
 */
@NullMarked
package org.gradoracle.judge;

import org.jspecify.annotations.NullMarked;
