/** Activations. */
@NullMarked
package org.gradoracle.formula.activation;

import org.jspecify.annotations.NullMarked;
