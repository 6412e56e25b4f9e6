/** One file per formula, forward and backward side by side, in the notebook's names. */
@NullMarked
package org.gradoracle.formula;

import org.jspecify.annotations.NullMarked;
