/**
 * Text that is the same on every machine, whatever its locale, its encoding and its Java.
 *
 * <p>{@link org.gradoracle.text.Text} formats, {@link org.gradoracle.text.Digits} finds the digits
 * of a number.
 */
@NullMarked
package org.gradoracle.text;

import org.jspecify.annotations.NullMarked;
