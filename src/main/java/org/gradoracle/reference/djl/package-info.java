/**
 * PyTorch's autograd through DJL: the only package that knows DJL.
 *
 * <p>{@link org.gradoracle.reference.djl.DjlReference} is the entry point.
 */
@NullMarked
package org.gradoracle.reference.djl;

import org.jspecify.annotations.NullMarked;
