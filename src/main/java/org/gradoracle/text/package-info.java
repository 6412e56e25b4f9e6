/**
 * Text that is the same on every machine, whatever its locale, its encoding and its Java.
 *
 * <p>{@link org.gradoracle.text.Text} formats, {@link org.gradoracle.text.Digits} finds the digits
 * of a number, {@link org.gradoracle.text.Printable} escapes text from untrusted sources, {@link
 * org.gradoracle.text.Shell} quotes words of commands, and an {@link
 * org.gradoracle.text.InvalidInputException} says in one line what is wrong with what the user
 * gave.
 */
@NullMarked
package org.gradoracle.text;

import org.jspecify.annotations.NullMarked;
