/** Attention, and what goes with it. */
@NullMarked
package org.gradoracle.formula.attention;

import org.jspecify.annotations.NullMarked;
