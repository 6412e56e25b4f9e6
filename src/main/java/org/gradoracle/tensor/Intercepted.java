package org.gradoracle.tensor;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Tensors whose operations are watched or altered, so that a line can be run differently from
 * outside, on any kind of tensor and whatever the vocabulary is.
 */
public final class Intercepted {

  /**
   * Takes the place of every operation that gives a tensor. One that is composed of others, a
   * default method of {@link Tensor}, is seen as these, unless the tensor is intercepted with these
   * whole.
   */
  @FunctionalInterface
  public interface Interceptor {
    /**
     * The result of an operation, in its own or another way; none of the tensors is intercepted.
     *
     * @param operation the name of the operation, a method of {@link Tensor}
     * @param x the tensor it is called on
     * @param arguments its arguments
     * @param proceed does what the operation does
     */
    Tensor intercept(String operation, Tensor x, List<Object> arguments, Supplier<Tensor> proceed);
  }

  /** Is told of every operation that is composed of others, after these. */
  @FunctionalInterface
  public interface Composed {
    /**
     * What was composed; none of the tensors is intercepted.
     *
     * @param operation the name of the operation, a default method of {@link Tensor}
     * @param x the tensor it is called on
     * @param arguments its arguments
     * @param result what the last of the others gave
     */
    void tell(String operation, Tensor x, List<Object> arguments, Tensor result);
  }

  /** Selects operations by name and arguments. */
  @FunctionalInterface
  public interface OperationFilter {
    /** Whether it selects this operation. */
    boolean test(String operation, List<Object> arguments);
  }

  private Intercepted() {}

  /**
   * Replaces the n-th selected operation of a line. It counts calls, so each run needs a new one.
   *
   * @param n which of the selected operations, from zero
   */
  public static Interceptor nth(int n, OperationFilter filter, Interceptor instead) {
    int[] seen = {0};
    return (operation, x, arguments, proceed) ->
        filter.test(operation, arguments) && seen[0]++ == n
            ? instead.intercept(operation, x, arguments, proceed)
            : proceed.get();
  }

  /** The tensor, intercepted; so are the results of its operations. */
  public static Tensor of(Tensor tensor, Interceptor interceptor) {
    return of(() -> tensor, interceptor);
  }

  /**
   * The same.
   *
   * @param whole whether an operation that is composed of others is one operation
   */
  public static Tensor of(Tensor tensor, Interceptor interceptor, boolean whole) {
    return of(() -> tensor, interceptor, Optional.empty(), whole);
  }

  /** The same, where it is also told what was composed. */
  public static Tensor of(Tensor tensor, Interceptor interceptor, Composed composed) {
    return of(() -> tensor, interceptor, Optional.of(composed), false);
  }

  /** A tensor that is another one at each use: as {@code x} or as an argument of an operation. */
  public static Tensor of(Supplier<Tensor> uses, Interceptor interceptor) {
    return of(uses, interceptor, Optional.empty(), false);
  }

  private static Tensor of(
      Supplier<Tensor> uses, Interceptor interceptor, Optional<Composed> composed, boolean whole) {
    return (Tensor)
        Proxy.newProxyInstance(
            Tensor.class.getClassLoader(),
            new Class<?>[] {Tensor.class},
            new Handler(uses, interceptor, composed, whole));
  }

  /** The tensor that is intercepted, or the tensor itself. */
  public static Tensor plain(Tensor tensor) {
    return Proxy.isProxyClass(tensor.getClass())
            && Proxy.getInvocationHandler(tensor) instanceof Handler handler
        ? handler.uses().get()
        : tensor;
  }

  private record Handler(
      Supplier<Tensor> uses, Interceptor interceptor, Optional<Composed> composed, boolean whole)
      implements InvocationHandler {

    @Override
    public Object invoke(Object proxy, Method method, Object[] given) throws Throwable {
      if (method.isDefault() && !whole) {
        Object result = InvocationHandler.invokeDefault(proxy, method, given);
        if (composed.isPresent() && result instanceof Tensor tensor) {
          composed.get().tell(method.getName(), uses.get(), arguments(given), plain(tensor));
        }
        return result;
      }
      Tensor x = uses.get();
      List<Object> arguments = arguments(given);
      if (method.getReturnType() != Tensor.class) {
        return call(method, x, arguments);
      }
      Tensor result =
          interceptor.intercept(
              method.getName(), x, arguments, () -> (Tensor) call(method, x, arguments));
      return of(() -> result, interceptor, composed, whole);
    }

    private static List<Object> arguments(Object[] given) {
      List<Object> arguments = new ArrayList<>();
      for (Object argument : given == null ? new Object[0] : given) {
        if (argument instanceof Tensor[] several) {
          arguments.add(Stream.of(several).map(Intercepted::plain).toArray(Tensor[]::new));
        } else {
          arguments.add(argument instanceof Tensor tensor ? plain(tensor) : argument);
        }
      }
      return arguments;
    }
  }

  /**
   * Calls an operation by its method, and throws what it throws.
   *
   * @param method of {@link Tensor}
   */
  public static Object call(Method method, Tensor x, List<Object> arguments) {
    try {
      return method.invoke(x, arguments.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(method + " failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(method + " is not accessible", e);
    }
  }
}
