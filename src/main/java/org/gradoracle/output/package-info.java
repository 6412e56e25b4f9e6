/**
 * Where results go: files that are written whole or not at all, standard output, and how a process
 * ends.
 *
 * <p>{@link org.gradoracle.output.Destination} takes a text; {@link org.gradoracle.output.Ending}
 * leaves nothing unfinished behind.
 */
@NullMarked
package org.gradoracle.output;

import org.jspecify.annotations.NullMarked;
