/**
 * What a reference is: another implementation that differentiates the same forward lines.
 *
 * <p>{@link org.gradoracle.reference.Reference} is the interface; {@link
 * org.gradoracle.reference.djl.DjlReference} is the one that there is.
 */
@NullMarked
package org.gradoracle.reference;

import org.jspecify.annotations.NullMarked;
