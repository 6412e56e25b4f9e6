/**
 * A network as named steps with hand-written rules, and its run on plain arrays.
 *
 * <p>{@link org.gradoracle.program.Definition} is where a program is written down, {@link
 * org.gradoracle.program.PlainNetwork} runs it forward and walks its rules back, and a {@link
 * org.gradoracle.program.Trace} holds what a run computed.
 */
@NullMarked
package org.gradoracle.program;

import org.jspecify.annotations.NullMarked;
