/**
 * What a reference is: someone else's differentiation of the same forward lines.
 *
 * <p>May use: {@code program}, {@code tensor}.
 */
@NullMarked
package org.gradoracle.reference;

import org.jspecify.annotations.NullMarked;
