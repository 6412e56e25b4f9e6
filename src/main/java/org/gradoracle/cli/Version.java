package org.gradoracle.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions of the tool and of what it compares with, written by the build. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new IOException("version.properties is missing from the build");
      }
      versions.load(in);
    }
    return new String[] {
      "gradoracle " + versions.getProperty("version"),
      "PyTorch " + versions.getProperty("pytorch") + " (DJL " + versions.getProperty("djl") + ")",
      "Java " + Runtime.version()
    };
  }
}
