/** The notebook's network, in atomic steps and with fused ones. */
@NullMarked
package org.gradoracle.formula.notebook;

import org.jspecify.annotations.NullMarked;
