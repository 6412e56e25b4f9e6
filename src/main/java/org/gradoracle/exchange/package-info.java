/**
 * Samples of a formula for a program in any language, and what it makes of them.
 *
 * <p>{@link org.gradoracle.exchange.Export} writes them, {@link org.gradoracle.exchange.Judgement}
 * reads the other program's gradients and judges them.
 */
@NullMarked
package org.gradoracle.exchange;

import org.jspecify.annotations.NullMarked;
