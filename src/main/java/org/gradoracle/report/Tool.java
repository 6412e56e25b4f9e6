package org.gradoracle.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions of the tool and of what it compares with, written by the build. */
public final class Tool {

  private Tool() {}

  /** The tool and its version. */
  public static String name() {
    return "gradoracle " + version("version");
  }

  /** A version: {@code version}, {@code djl} or {@code pytorch}. */
  public static String version(String of) {
    Properties versions = new Properties();
    try (InputStream in = Tool.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new IllegalStateException("version.properties is missing from the build");
      }
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties cannot be read", e);
    }
    return versions.getProperty(of, "unknown");
  }
}
