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
   * Does what {@link #load} would begin with and what may prove needless: it loads nothing that the
   * end of the process would have to wait for, and says nothing of what it fails in.
   */
  default void prepare() {}

  /**
   * Loads the one reference that there is.
   *
   * @param progress is given one line that says what is going on
   * @throws ReferenceException if it cannot be loaded, or if there is none or more than one
   */
  static Reference loadOnly(Consumer<String> progress) {
    List<ReferenceProvider> found = all();
    if (found.size() != 1) {
      throw new ReferenceException("expected one reference on the class path, found " + found);
    }
    return found.get(0).load(progress);
  }

  /** {@linkplain #prepare Prepares} all that there are. */
  static void prepareAll() {
    all().forEach(ReferenceProvider::prepare);
  }

  private static List<ReferenceProvider> all() {
    return ServiceLoader.load(ReferenceProvider.class, ReferenceProvider.class.getClassLoader())
        .stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}
