/**
 * Convolution and pooling: each class is one {@link org.gradoracle.formula.Formula}, such as {@link
 * org.gradoracle.formula.convolution.MaxPool2d}.
 */
@NullMarked
package org.gradoracle.formula.convolution;

import org.jspecify.annotations.NullMarked;
