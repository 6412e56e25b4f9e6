/**
 * A formula checked at all its samples.
 *
 * <p>{@link org.gradoracle.check.FormulaCheck} is the entry point; a {@link
 * org.gradoracle.check.FormulaResult} has a {@link org.gradoracle.check.Finding} for every rule and
 * every gradient.
 */
@NullMarked
package org.gradoracle.check;

import org.jspecify.annotations.NullMarked;
