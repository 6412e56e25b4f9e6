package org.gradoracle.reference;

import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Trace;

/**
 * Runs the forward lines of a program and differentiates them itself, without its rules. What it
 * hands out are plain arrays.
 */
public interface Reference {

  /** What reports call it, with its version. */
  String name();

  /**
   * Forward and backward from a point, in the point's element type.
   *
   * @return every value and, for every row, its gradient, or that the loss does not depend on it
   * @throws ReferenceException if the engine fails
   */
  Trace run(Program program, Point point);
}
