/**
 * The data of the worked example: from a file of names to a minibatch, and the random numbers of
 * Python and PyTorch in plain Java, so that neither data nor parameters need a native library.
 *
 * <p>The way through, never back: {@code names.txt} → {@link org.gradoracle.data.Names} → {@link
 * org.gradoracle.data.Vocabulary} + {@link org.gradoracle.data.ContextDataset} (three of them in a
 * {@link org.gradoracle.data.Split}) → {@link org.gradoracle.data.Minibatch}. Besides, {@link
 * org.gradoracle.data.NotebookDraw} draws the parameters and the batch indices from {@link
 * org.gradoracle.data.TorchGenerator}.
 *
 * <p>Whatever is wrong with what the user gave is an {@link
 * org.gradoracle.text.InvalidInputException}, whose message is one line to show as it is; misuse by
 * code is an {@link java.lang.IllegalArgumentException}.
 *
 * <p>Besides the JDK it uses {@code text} only. Which packages may use it is in {@code
 * docs/architecture.md}.
 */
@NullMarked
package org.gradoracle.data;

import org.jspecify.annotations.NullMarked;
