/** Recurrent cells, and scans. */
@NullMarked
package org.gradoracle.formula.recurrent;

import org.jspecify.annotations.NullMarked;
