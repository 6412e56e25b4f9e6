/**
 * Tensors in files that any program can write: {@code .npy}, {@code .npz}, {@code .safetensors},
 * folders of {@code .npy}, and raw little-endian numbers with a manifest.
 *
 * <p>{@link org.gradoracle.dump.TensorFile} reads them, one tensor at a time, {@link
 * org.gradoracle.dump.TensorWriter} writes them. Files are untrusted: whatever is wrong with one is
 * a {@link org.gradoracle.dump.DumpException}, whose message is one line to show as it is.
 */
@NullMarked
package org.gradoracle.dump;

import org.jspecify.annotations.NullMarked;
