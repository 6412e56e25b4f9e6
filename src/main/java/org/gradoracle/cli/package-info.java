/**
 * The command line.
 *
 * <p>{@link org.gradoracle.cli.Main} is the command, the classes called {@code ...Command} are its
 * subcommands.
 */
@NullMarked
package org.gradoracle.cli;

import org.jspecify.annotations.NullMarked;
