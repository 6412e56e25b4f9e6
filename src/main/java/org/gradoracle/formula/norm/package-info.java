/** Normalisations. */
@NullMarked
package org.gradoracle.formula.norm;

import org.jspecify.annotations.NullMarked;
