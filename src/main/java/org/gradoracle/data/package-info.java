/**
 * The data of the worked example: from a file of names to a minibatch, and the random numbers of
 * Python and PyTorch in plain Java, so that neither data nor parameters need a native library.
 *
 * <p>The way through, never back: {@code names.txt} → {@link org.gradoracle.data.Names} → {@link
 * org.gradoracle.data.Vocabulary} + {@link org.gradoracle.data.ContextDataset} (three of them in a
 * {@link org.gradoracle.data.Split}) → {@link org.gradoracle.data.Minibatch}. Beside it, {@link
 * org.gradoracle.data.NotebookDraw} draws the parameters and the batch indices from {@link
 * org.gradoracle.data.TorchGenerator}.
 *
 * <p>Whatever is wrong with what the user gave is an {@link
 * org.gradoracle.data.InvalidInputException}, whose message is one line to show as it is; misuse by
 * code is an {@link java.lang.IllegalArgumentException}.
 *
 * <p>This package may use the JDK, nothing else. The command line and the tests use it; {@code
 * tensor}, {@code program}, {@code formula}, {@code reference}, {@code compare} and {@code report}
 * do not.
 */
@NullMarked
package org.gradoracle.data;

import org.jspecify.annotations.NullMarked;
