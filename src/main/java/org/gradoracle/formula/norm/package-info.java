/**
 * Normalisations: each class is one {@link org.gradoracle.formula.Formula}, such as {@link
 * org.gradoracle.formula.norm.LayerNorm}.
 */
@NullMarked
package org.gradoracle.formula.norm;

import org.jspecify.annotations.NullMarked;
