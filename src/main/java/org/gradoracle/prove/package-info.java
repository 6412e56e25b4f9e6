/**
 * Proof that the oracle notices: faults of a catalogue are planted in every rule of a formula, one
 * at a time, and each must be noticed, named and explained.
 *
 * <p>{@link org.gradoracle.prove.Proving} plants them and reports what became of each; {@link
 * org.gradoracle.prove.Fault} is the catalogue.
 */
@NullMarked
package org.gradoracle.prove;

import org.jspecify.annotations.NullMarked;
