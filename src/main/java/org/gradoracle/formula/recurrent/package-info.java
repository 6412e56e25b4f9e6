/**
 * Recurrent cells, and scans: each class is one {@link org.gradoracle.formula.Formula}, such as
 * {@link org.gradoracle.formula.recurrent.LstmCell}.
 */
@NullMarked
package org.gradoracle.formula.recurrent;

import org.jspecify.annotations.NullMarked;
