package org.gradoracle.prove;

import org.gradoracle.program.Rule;

/**
 * A rule with a fault in it.
 *
 * @param formula what it computes
 * @param explanation how the diagnosis' explanation of it begins or what it contains; empty if none
 *     is asked for
 */
record Mutant(Rule.Formula formula, String explanation) {}
