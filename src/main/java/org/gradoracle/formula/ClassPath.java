package org.gradoracle.formula;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gradoracle.program.AuthorCode;
import org.gradoracle.program.ProgramException;

/**
 * Folders and jars that somebody else's formulas are in: those that their service files name, and
 * any by the name of its class. What is there under the name of a class of Gradoracle's, or of a
 * library that it uses, is not loaded: the tool's own is.
 */
public final class ClassPath implements AutoCloseable {

  private final String given;
  private final List<PathEntry> entries;
  private final URLClassLoader loader;

  private ClassPath(String given, List<PathEntry> entries, URLClassLoader loader) {
    this.given = given;
    this.entries = entries;
    this.loader = loader;
  }

  /** Of nothing. */
  public static ClassPath none() {
    return new ClassPath("", List.of(), new URLClassLoader(new URL[0]));
  }

  /**
   * Of folders and jars.
   *
   * @param given their paths, separated as the platform separates them
   * @param parent what is asked for a class first
   * @throws ProgramException if a path does not exist, or is a file that is not a jar; the message
   *     names it
   */
  public static ClassPath of(String given, ClassLoader parent) {
    List<PathEntry> entries =
        Stream.of(given.split(File.pathSeparator, -1))
            .filter(name -> !name.isEmpty())
            .map(PathEntry::of)
            .toList();
    if (entries.isEmpty()) {
      throw new ProgramException("the class path is empty: name folders or jars");
    }
    return new ClassPath(
        given,
        entries,
        new URLClassLoader(entries.stream().map(PathEntry::url).toArray(URL[]::new), parent));
  }

  /** Whether there is nothing on it. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** As the user wrote it. */
  @Override
  public String toString() {
    return given;
  }

  /**
   * Finds the formulas that the service files name.
   *
   * @param problems takes a line for each that cannot be used
   */
  List<NamedFormula> services(List<String> problems) {
    List<NamedFormula> found = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (PathEntry entry : entries) {
      for (String className : Providers.named(entry)) {
        try {
          if (seen.add(className)) {
            load(className, entry + " has a service file that names it", false)
                .ifPresent(found::add);
          }
        } catch (ProgramException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return found;
  }

  /**
   * The formula of a class.
   *
   * @return none if there is no class of this name
   * @throws ProgramException if it cannot be used; the message names the entry that it is in
   */
  public Optional<NamedFormula> byClass(String className) {
    return holding(className)
        .flatMap(entry -> load(className, entry + " has a file of that name: write dots", true));
  }

  /**
   * Makes a formula.
   *
   * @param otherwise what is said if there is no such class
   * @param asked whether the user named the class
   * @return none if a service file names what is the tool's own
   */
  private Optional<NamedFormula> load(String className, String otherwise, boolean asked) {
    String in = holding(className).map(entry -> " in " + entry).orElse("");
    try {
      Class<?> type = Class.forName(className, false, loader);
      if (!asked && type.getClassLoader() != loader) {
        return Optional.empty();
      }
      NamedFormula named = NamedFormula.of(made(type));
      return Optional.of(named.from(new NamedFormula.Place(in, given, asked)));
    } catch (ClassNotFoundException e) {
      throw new ProgramException("there is no class " + className + ", but " + otherwise, e);
    } catch (ProgramException e) {
      throw new ProgramException(e.getMessage() + " (" + className + in + ")", e);
    } catch (LinkageError e) {
      throw new ProgramException(
          "a class cannot be loaded: " + AuthorCode.describe(e) + " (" + className + in + ")", e);
    }
  }

  private static Formula made(Class<?> type) {
    try {
      if (!Formula.class.isAssignableFrom(type)) {
        throw new ProgramException("the class is not an " + Formula.class.getName());
      }
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true); // classes of tests are seldom public
      return (Formula) constructor.newInstance();
    } catch (NoSuchMethodException e) {
      throw new ProgramException("the class has no constructor without parameters", e);
    } catch (InstantiationException e) {
      throw new ProgramException("the class is abstract", e);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      AuthorCode.rethrowOutOfMemory(cause);
      throw new ProgramException("the constructor threw " + AuthorCode.describe(cause), e);
    } catch (IllegalAccessException e) {
      throw new ProgramException("the constructor cannot be called: " + AuthorCode.describe(e), e);
    }
  }

  /** The first entry that has the class, which is the one that it is loaded from. */
  private Optional<PathEntry> holding(String className) {
    return entries.stream().filter(entry -> entry.has(file(className))).findFirst();
  }

  private static String file(String className) {
    return className.replace('.', '/') + ".class";
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      return; // read, and done with
    }
  }
}
