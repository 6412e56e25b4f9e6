/**
 * A network as named steps with hand-written rules, and its run on plain arrays.
 *
 * <p>{@link org.gradoracle.program.Definition} is where a program is written down, {@link
 * org.gradoracle.program.PlainNetwork} runs it forward and walks its rules back, and a {@link
 * org.gradoracle.program.Trace} holds what a run computed.
 *
 * <p>A program's values are its inputs and the outputs of its steps. An input is a
 * <i>parameter</i>, which has a gradient, or a <i>constant</i> (indices, targets, masks), which has
 * none. A <i>step</i> computes its value from values before it, by its forward line; it has a
 * <i>rule</i> for each input that has a gradient. A step of several <i>outputs</i> has them all in
 * one <i>joined value</i>, flattened and concatenated; each output is a step of its own that slices
 * it out. Every value with a gradient, except the loss, is {@linkplain
 * org.gradoracle.program.Program#traced traced}; those of them that reports show, all but the
 * joined values, are the {@linkplain org.gradoracle.program.Program#rows rows}.
 *
 * <p>The words that the project uses in a sense of its own are in the glossary of {@code
 * docs/architecture.md}.
 */
@NullMarked
package org.gradoracle.program;

import org.jspecify.annotations.NullMarked;
