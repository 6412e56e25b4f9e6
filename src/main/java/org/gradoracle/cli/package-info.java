/**
 * The command line, and the notebook's worked example that it runs.
 *
 * <p>{@link org.gradoracle.cli.Main} is the command, {@link org.gradoracle.cli.Notebook} makes the
 * network from a names file.
 */
@NullMarked
package org.gradoracle.cli;

import org.jspecify.annotations.NullMarked;
