package org.gradoracle.tensor;

/** The operations on two numbers that are rounded once. */
enum Arithmetic {
  ADD,
  SUB,
  MUL,
  DIV
}
