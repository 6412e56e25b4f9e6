/**
 * The verdict on gradients: measured tolerances, the check of each rule by itself and the check
 * through the whole network.
 *
 * <p>{@link org.gradoracle.judge.Checks} is the entry point for a program with rules, {@link
 * org.gradoracle.judge.GivenCheck} for gradients that another program computed; both give a {@link
 * org.gradoracle.verdict.CheckResult}.
 */
@NullMarked
package org.gradoracle.judge;

import org.jspecify.annotations.NullMarked;
