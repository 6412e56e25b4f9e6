/**
 * What the hand-written side costs beside the engine, each time as a ratio of two things that ran
 * in turn: {@code ./mvnw -Pbench test-compile exec:exec}, whose main class is {@link
 * org.gradoracle.bench.Benchmarks}.
 */
package org.gradoracle.bench;
