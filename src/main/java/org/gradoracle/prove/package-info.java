/**
 * Float64Comparison that the oracle notices: faults of a catalogue are planted in every rule of a
 * formula, one at a time, and each must be noticed, named and explained.
 *
 * <p>{@link org.gradoracle.prove.Proving} plants them and tells what became of each; {@link
 * org.gradoracle.prove.Fault} is the catalogue.
 *
 * <p>May use: {@code formula}, {@code compare}, {@code program}, {@code tensor}, and of {@code
 * reference} what a reference is.
 */
@NullMarked
package org.gradoracle.prove;

import org.jspecify.annotations.NullMarked;
