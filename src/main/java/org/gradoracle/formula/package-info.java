/**
 * One file per formula, forward and backward side by side, in the notebook's names.
 *
 * <p>May use: {@code program}, {@code tensor}.
 */
@NullMarked
package org.gradoracle.formula;

import org.jspecify.annotations.NullMarked;
