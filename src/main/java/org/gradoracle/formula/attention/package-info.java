/**
 * Attention, and what goes with it: each class is one {@link org.gradoracle.formula.Formula}, such
 * as {@link org.gradoracle.formula.attention.CausalAttention}.
 */
@NullMarked
package org.gradoracle.formula.attention;

import org.jspecify.annotations.NullMarked;
