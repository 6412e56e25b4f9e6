package org.gradoracle.reference.djl;

import ai.djl.engine.Engine;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.gradoracle.reference.ReferenceException;

/** Loads DJL's PyTorch engine, once, without any use of the network. */
final class DjlEngine {

  /**
   * How many threads share one operation: one, so that sums have one order. It is also much faster
   * for arrays as small as ours, since threads that wait for each other spin; see {@code
   * docs/performance.md}.
   */
  private static final String THREADS = "ai.djl.pytorch.num_threads";

  private DjlEngine() {}

  /**
   * The engine.
   *
   * @param progress told in one line that the engine is being loaded or unpacked
   * @throws ReferenceException if it cannot be loaded
   */
  static Engine load(Consumer<String> progress) {
    System.setProperty("OPT_OUT_TRACKING", "true"); // no usage report
    System.setProperty("ai.djl.offline", "true"); // no download
    if (System.getProperty(THREADS) == null) {
      System.setProperty(THREADS, "1");
    }
    try {
      progress.accept(announcement());
      Kernels.ask();
      return Engine.getEngine("PyTorch");
    } catch (RuntimeException | LinkageError e) {
      throw new ReferenceException("DJL's PyTorch engine cannot be loaded: " + root(e), e);
    }
  }

  /** DJL unpacks the libraries into a folder of its cache named version-flavor-classifier. */
  private static String announcement() {
    Platform platform = Platform.detectPlatform("pytorch");
    Path unpacked =
        Utils.getEngineCacheDir("pytorch")
            .resolve(
                platform.getVersion()
                    + '-'
                    + platform.getFlavor()
                    + '-'
                    + platform.getClassifier());
    String engine = "PyTorch " + platform.getVersion();
    return Files.isDirectory(unpacked)
        ? "loading " + engine
        : "unpacking " + engine + " into " + unpacked + ", once (about 430 MB)";
  }

  private static String root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage() == null ? root : root.getMessage())
        .lines()
        .findFirst()
        .orElse(root.toString());
  }
}
