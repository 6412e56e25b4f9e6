/** Layers: linear, embedding, dropout, and their kin. */
@NullMarked
package org.gradoracle.formula.layer;

import org.jspecify.annotations.NullMarked;
