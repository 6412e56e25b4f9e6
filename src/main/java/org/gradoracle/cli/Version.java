package org.gradoracle.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.reference.ReferenceProvider;
import picocli.CommandLine.IVersionProvider;

/** The versions of the tool and of what it compares with, written by the build. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    Properties versions = versions();
    return new String[] {
      tool(),
      "PyTorch " + versions.getProperty("pytorch") + " (DJL " + versions.getProperty("djl") + ")",
      "kernels: " + kernels(),
      "Java " + Runtime.version()
    };
  }

  /** Asked of the engine: what is set in the environment says little of what it takes. */
  private static String kernels() {
    try {
      return ReferenceProvider.loadOnly(message -> {}).kernels();
    } catch (ReferenceException e) {
      return "unknown: " + e.getMessage();
    }
  }

  /** The tool and its version. */
  static String tool() {
    return "gradoracle " + versions().getProperty("version");
  }

  private static Properties versions() {
    Properties versions = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new IllegalStateException("version.properties is missing from the build");
      }
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties cannot be read", e);
    }
    return versions;
  }
}
