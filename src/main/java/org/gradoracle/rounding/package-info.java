/**
 * Loops over plain arrays that round as libtorch does: sums, products and functions of floats in
 * its order, bit for bit, and those of doubles in the order of their indices.
 *
 * <p>{@link org.gradoracle.rounding.FloatSums}, {@link org.gradoracle.rounding.FloatProducts},
 * {@link org.gradoracle.rounding.FloatFunctions} and {@link org.gradoracle.rounding.FloatPowers}
 * are what {@code tensor} calls; {@code docs/exactness.md} describes how the orders were found.
 */
@NullMarked
package org.gradoracle.rounding;

import org.jspecify.annotations.NullMarked;
