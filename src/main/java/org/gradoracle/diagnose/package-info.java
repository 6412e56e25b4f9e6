/**
 * How a wrong rule is wrong: which simple mistake gives exactly its values.
 *
 * <p>{@link org.gradoracle.diagnose.DiagnosedRule} goes in, {@link
 * org.gradoracle.diagnose.Explanations} and a {@link org.gradoracle.diagnose.Diagnosis} come out.
 */
@NullMarked
package org.gradoracle.diagnose;

import org.jspecify.annotations.NullMarked;
