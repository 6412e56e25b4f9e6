/**
 * Plain-array tensors and the vocabulary that forward and backward lines are written in.
 *
 * <p>{@link org.gradoracle.tensor.Tensor} is the vocabulary; {@link
 * org.gradoracle.tensor.FloatTensor} and {@link org.gradoracle.tensor.DoubleTensor} run it on
 * {@code float[]} and {@code double[]}. {@code docs/vocabulary.md} says what a new operation takes.
 */
@NullMarked
package org.gradoracle.tensor;

import org.jspecify.annotations.NullMarked;
