/**
 * The oracle in JUnit, in anybody's project.
 *
 * <p>{@link org.gradoracle.junit.GradientTests} gives a test for every rule and every gradient of a
 * formula, {@link org.gradoracle.junit.GradientAssertions} one assertion for all. They need
 * junit-jupiter-api, which the project that uses them brings along.
 */
@NullMarked
package org.gradoracle.junit;

import org.jspecify.annotations.NullMarked;
