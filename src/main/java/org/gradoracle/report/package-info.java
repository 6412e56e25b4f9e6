/**
 * What was found, written down for people and machines.
 *
 * <p>One {@link org.gradoracle.report.Report} is written as text, JSON, Markdown or HTML by the
 * class of that name; {@link org.gradoracle.report.Changes} compares two that were stored as JSON.
 */
@NullMarked
package org.gradoracle.report;

import org.jspecify.annotations.NullMarked;
