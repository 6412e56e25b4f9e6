/** Losses. */
@NullMarked
package org.gradoracle.formula.loss;

import org.jspecify.annotations.NullMarked;
