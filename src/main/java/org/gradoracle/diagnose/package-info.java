/**
 * How a wrong rule is wrong: which simple mistake gives just its values.
 *
 * <p>{@link org.gradoracle.diagnose.WrongRule} goes in, {@link
 * org.gradoracle.diagnose.Explanations} and a {@link org.gradoracle.diagnose.Diagnosis} come out.
 *
 * <p>May use: {@code compare}, {@code program}, {@code tensor}, and of {@code reference} what a
 * reference is.
 */
@NullMarked
package org.gradoracle.diagnose;

import org.jspecify.annotations.NullMarked;
