/**
 * What is reported of gradients: statuses, verdicts, results.
 *
 * <p>{@link org.gradoracle.verdict.CheckResult} holds what was found of one program; everything in
 * it is {@link org.gradoracle.verdict.Judged} and has a {@link org.gradoracle.verdict.Verdict}.
 */
@NullMarked
package org.gradoracle.verdict;

import org.jspecify.annotations.NullMarked;
