package org.gradoracle.cli;

import org.gradoracle.reference.ReferenceException;
import org.gradoracle.reference.djl.DjlReference;
import org.gradoracle.report.Tool;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      Tool.name(),
      "PyTorch " + Tool.version("pytorch") + " (DJL " + Tool.version("djl") + ")",
      "kernels: " + kernels(),
      "Java " + Runtime.version()
    };
  }

  /** Asked of the engine: what is set in the environment says little of what it takes. */
  private static String kernels() {
    try {
      return DjlReference.load(message -> {}).kernels();
    } catch (ReferenceException e) {
      return "unknown: " + e.getMessage();
    }
  }
}
