/**
 * Losses: each class is one {@link org.gradoracle.formula.Formula}, such as {@link
 * org.gradoracle.formula.loss.FusedCrossEntropy}.
 */
@NullMarked
package org.gradoracle.formula.loss;

import org.jspecify.annotations.NullMarked;
