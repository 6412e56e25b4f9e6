/** What a reference is: someone else's differentiation of the same forward lines. */
@NullMarked
package org.gradoracle.reference;

import org.jspecify.annotations.NullMarked;
