/**
 * What a reference is: another implementation that differentiates the same forward lines.
 *
 * <p>{@link org.gradoracle.reference.Reference} is the interface, {@link
 * org.gradoracle.reference.ReferenceProvider#loadOnly} loads the one that is on the class path.
 */
@NullMarked
package org.gradoracle.reference;

import org.jspecify.annotations.NullMarked;
