package org.gradoracle.reference;

import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** Loads a reference; found as a service. */
public interface ReferenceProvider {

  /**
   * Loads it, which may take seconds.
   *
   * @param progress is given one line that says what is going on
   * @throws ReferenceException if it cannot be loaded
   */
  Reference load(Consumer<String> progress);

  /**
   * Loads the one reference that there is.
   *
   * @param progress is given one line that says what is going on
   * @throws ReferenceException if it cannot be loaded, or if there is none or more than one
   */
  static Reference loadOnly(Consumer<String> progress) {
    List<ReferenceProvider> found =
        ServiceLoader.load(ReferenceProvider.class, ReferenceProvider.class.getClassLoader())
            .stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    if (found.size() != 1) {
      throw new ReferenceException("expected one reference on the class path, found " + found);
    }
    return found.get(0).load(progress);
  }
}
