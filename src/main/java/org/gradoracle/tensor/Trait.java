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
 * What is to be known of an operation by those who watch lines run: it stands at the operation's
 * method in {@link Tensor}, and nowhere else.
 */
public enum Trait {
  /** It gives numbers that it was given, or whole ones: nothing is rounded. */
  EXACT,
  /** Each element is a function of the element of {@code x} at its place. */
  FUNCTION,
  /** It makes one element of all along an axis, its first argument, or of all there are. */
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
