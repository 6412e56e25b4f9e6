/**
 * The worked examples: from a names file to a program, its parameters and batch drawn as the
 * notebook draws them.
 *
 * <p>{@link org.gradoracle.example.Notebook} makes the notebook's network, {@link
 * org.gradoracle.example.GptExample} a transformer on the same names.
 */
@NullMarked
package org.gradoracle.example;

import org.jspecify.annotations.NullMarked;
