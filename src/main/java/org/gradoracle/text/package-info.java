/**
 * Text that is the same on every machine, whatever its locale, its encoding and its Java.
 *
 * <p>{@link org.gradoracle.text.Text} formats, {@link org.gradoracle.text.Digits} finds the digits
 * of a number, {@link org.gradoracle.text.Printable} escapes text from untrusted sources, and
 * {@link org.gradoracle.text.Shell} quotes words of commands.
 */
@NullMarked
package org.gradoracle.text;

import org.jspecify.annotations.NullMarked;
