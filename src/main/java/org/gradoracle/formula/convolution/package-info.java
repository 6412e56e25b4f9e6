/** Convolution and pooling. */
@NullMarked
package org.gradoracle.formula.convolution;

import org.jspecify.annotations.NullMarked;
