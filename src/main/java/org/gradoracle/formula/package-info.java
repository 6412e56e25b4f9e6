/**
 * Formulas: one file each, forward line and backward rules side by side, in packages by topic.
 *
 * <p>{@link org.gradoracle.formula.Formula} is the interface to implement, {@link
 * org.gradoracle.formula.Sample} draws its sizes and inputs, and {@link
 * org.gradoracle.formula.Formulas} finds all that are on the class path.
 */
@NullMarked
package org.gradoracle.formula;

import org.jspecify.annotations.NullMarked;
