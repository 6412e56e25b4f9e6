package org.gradoracle.tensor;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A property of an operation that the verdict and the diagnosis go by when they watch lines run. It
 * is declared at the operation's method in {@link Tensor}, and nowhere else.
 */
public enum Trait {
  /**
   * Nothing is rounded: every element of the result is one of an operand, up to its sign, or a
   * whole number.
   */
  EXACT,
  /** Each element is a function of the element of {@code x} at the same index. */
  FUNCTION,
  /**
   * It reduces an axis, its only argument, or, without arguments, the whole tensor to one element.
   */
  REDUCTION,
  /** The first tensor among its arguments holds indices. */
  TAKES_INDICES,
  /** The tensor that it is called on holds indices. */
  OF_INDICES;

  /** The traits of an operation that is not composed of others. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Has {
    /** All of them. */
    Trait[] value();
  }

  private static final Map<String, List<Trait>> OF_OPERATIONS =
      Stream.of(Tensor.class.getMethods())
          .filter(method -> method.isAnnotationPresent(Has.class))
          .collect(
              Collectors.toUnmodifiableMap(
                  Method::getName,
                  method -> List.of(method.getAnnotation(Has.class).value()),
                  (some, others) ->
                      Stream.concat(some.stream(), others.stream()).distinct().toList()));

  /**
   * Whether an operation has it.
   *
   * @param operation a method of {@link Tensor}, by its name
   */
  public boolean isOf(String operation) {
    return OF_OPERATIONS.getOrDefault(operation, List.of()).contains(this);
  }
}
