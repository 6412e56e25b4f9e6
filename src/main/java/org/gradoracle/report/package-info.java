/**
 * What was found, written down for people and machines.
 *
 * <p>May use: {@code check}, {@code compare}, and the {@code tensor} types in its results.
 */
@NullMarked
package org.gradoracle.report;

import org.jspecify.annotations.NullMarked;
