/**
 * Activations: each class is one {@link org.gradoracle.formula.Formula}, such as {@link
 * org.gradoracle.formula.activation.Softmax}.
 */
@NullMarked
package org.gradoracle.formula.activation;

import org.jspecify.annotations.NullMarked;
