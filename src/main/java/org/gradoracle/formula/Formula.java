package org.gradoracle.formula;

import org.gradoracle.program.Program;

/**
 * A forward definition with its hand-written rules, and the inputs to check it at.
 *
 * <p>An implementation has a public constructor without parameters and is found automatically: in
 * this project through {@code @AutoService(Formula.class)}, in another one through that or a file
 * {@code META-INF/services/org.gradoracle.formula.Formula}.
 */
public interface Formula {

  /** The name on the command line and in reports: lower case, words joined by hyphens. */
  String name();

  /** What it is, in one line. */
  String summary();

  /** Where the formula is from: a paper, a lecture, a documentation page, a derivation. */
  String source();

  /**
   * The formula as a program, at sizes and inputs that the sample draws. It is called many times,
   * with different samples; the same sample must give the same program, so draw from nothing else.
   *
   * @param sample draws sizes and inputs
   * @return a program with at least one parameter: {@link
   *     org.gradoracle.program.Definition#program}. What is thrown here is reported as an error of
   *     this formula
   */
  Program program(Sample sample);
}
