/**
 * The notebook's network, in atomic steps and with fused ones.
 *
 * <p>{@link org.gradoracle.formula.notebook.NotebookNetwork} is the entry point; {@link
 * org.gradoracle.formula.notebook.NotebookFused} has the fused steps.
 */
@NullMarked
package org.gradoracle.formula.notebook;

import org.jspecify.annotations.NullMarked;
