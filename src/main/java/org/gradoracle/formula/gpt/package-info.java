/** A transformer in the style of GPT-2, the second worked example. */
@NullMarked
package org.gradoracle.formula.gpt;

import org.jspecify.annotations.NullMarked;
