/** The distribution as an attacker would use it: {@code .ci/run attack}. */
@NullMarked
package org.gradoracle.attack;

import org.jspecify.annotations.NullMarked;
