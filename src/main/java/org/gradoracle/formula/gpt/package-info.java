/**
 * A transformer in the style of GPT-2, the second worked example.
 *
 * <p>{@link org.gradoracle.formula.gpt.Gpt} is the entry point; {@link
 * org.gradoracle.formula.gpt.GptFused} has a step for each kernel of llm.c.
 */
@NullMarked
package org.gradoracle.formula.gpt;

import org.jspecify.annotations.NullMarked;
