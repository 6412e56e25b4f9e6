/** Tests, in the packages of what they test; those of this package are about the whole. */
package org.gradoracle;
