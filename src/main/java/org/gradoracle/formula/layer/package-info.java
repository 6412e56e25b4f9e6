/**
 * Layers: linear, embedding, dropout, and their kin. Each class is one {@link
 * org.gradoracle.formula.Formula}, such as {@link org.gradoracle.formula.layer.Linear}.
 */
@NullMarked
package org.gradoracle.formula.layer;

import org.jspecify.annotations.NullMarked;
