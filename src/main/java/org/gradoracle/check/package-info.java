/**
 * A formula checked at one sample or many: the samples of a check, the random cases of a sweep.
 *
 * <p>{@link org.gradoracle.check.FormulaCheck} is the entry point of a check, {@link
 * org.gradoracle.check.SeededCase} and {@link org.gradoracle.check.Tally} are a sweep's; {@link
 * org.gradoracle.check.Watchdog} gives up on formulas that make no progress. A {@link
 * org.gradoracle.check.FormulaResult} has a {@link org.gradoracle.check.Finding} for every rule and
 * every gradient.
 */
@NullMarked
package org.gradoracle.check;

import org.jspecify.annotations.NullMarked;
