package org.gradoracle.reference.djl;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Platform;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.text.Text;

/** Loads DJL's PyTorch engine, once, without any use of the network. */
final class DjlEngine {

  /**
   * How many threads share one operation: one, so that sums have one order. It is also much faster
   * for arrays as small as ours, since threads that wait for each other spin; see {@code
   * docs/performance.md}.
   */
  private static final String THREADS = "ai.djl.pytorch.num_threads";

  /** How often the end of a process looks whether there is still something to wait for. */
  private static final long LOOK_MILLIS = 20;

  private DjlEngine() {}

  /** Looks for graphics processors, which DJL does before all else, and which takes a while. */
  static synchronized void prepare() {
    try {
      setProperties();
      UnpackedLibraries.requireOwnCache();
      Platform.detectPlatform("pytorch");
    } catch (RuntimeException | LinkageError e) {
      return; // load says it, if it comes to that
    }
  }

  private static void setProperties() {
    System.setProperty("OPT_OUT_TRACKING", "true"); // no usage report
    System.setProperty("ai.djl.offline", "true"); // no download
    if (Integer.getInteger(THREADS) == null) { // also if it is no number, which DJL ignores
      System.setProperty(THREADS, "1");
    }
  }

  /**
   * The engine.
   *
   * @param progress is given one line that says that the engine is being loaded or unpacked
   * @throws ReferenceException if it cannot be loaded
   */
  static synchronized Engine load(Consumer<String> progress) {
    setProperties();
    try {
      UnpackedLibraries.requireOwnCache();
      require(isOnClassPath("jnilib/pytorch.properties"), "pytorch-jni", "");
      String classifier = " with the classifier " + Platform.fromSystem("pytorch").getClassifier();
      require(isOnClassPath("native/lib/pytorch.properties"), "pytorch-native-cpu", classifier);
      Platform platform = Platform.detectPlatform("pytorch");
      UnpackedLibraries libraries = UnpackedLibraries.of(platform);
      // without a classifier it is a jar that only names the version
      require(!platform.isPlaceholder() || libraries.areThere(), "pytorch-native-cpu", classifier);
      String engine = "PyTorch " + platform.getVersion();
      if (libraries.areThere()) {
        libraries.verify(progress);
      }
      if (libraries.areThere()) {
        progress.accept("loading " + engine);
        return load(libraries);
      }
      progress.accept(
          "unpacking " + engine + " into " + libraries.folder() + ", once (about 430 MB)");
      return libraries.unpacking(progress, () -> load(libraries));
    } catch (RuntimeException | LinkageError e) {
      throw e instanceof ReferenceException known
          ? known
          : new ReferenceException("DJL's PyTorch engine cannot be loaded: " + root(e), e);
    }
  }

  /**
   * Sets how many threads share one operation that the calling thread asks for: what DJL set when
   * it was loaded holds for products in that thread alone.
   */
  static void setThreads() {
    JniUtils.setNumThreads(threads());
  }

  /** How many threads share one operation. */
  static int threads() {
    return Integer.getInteger(THREADS, 1);
  }

  private static boolean isOnClassPath(String file) {
    return DjlEngine.class.getClassLoader().getResource(file) != null;
  }

  /** Gradle does not read the profiles by which Maven adds what a platform needs. */
  private static void require(boolean isThere, String artifact, String classifier) {
    if (!isThere) {
      throw new ReferenceException(
          Text.format(
              "ai.djl.pytorch:%s%s is not on the class path: Maven adds it by itself, in Gradle it"
                  + " has to be added as a runtime dependency",
              artifact, classifier));
    }
  }

  /**
   * A process that ends while libraries are being loaded would run their destructors, and crash:
   * its end waits for them, though not for their being unpacked.
   */
  private static Engine load(UnpackedLibraries libraries) {
    Kernels.ask();
    CountDownLatch loaded = new CountDownLatch(1);
    try (var hook = new ShutdownHook(() -> await(loaded, libraries), "waiting for PyTorch")) {
      return Engine.getEngine("PyTorch");
    } finally {
      loaded.countDown();
    }
  }

  private static void await(CountDownLatch loaded, UnpackedLibraries libraries) {
    try {
      boolean done = false;
      while (!done && libraries.areThere()) {
        done = loaded.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof AccessDeniedException denied) {
      return "no permission for '"
          + denied.getFile()
          + "'; set DJL_CACHE_DIR to a folder of yours, for the libraries to be unpacked into";
    }
    return String.valueOf(root.getMessage() == null ? root : root.getMessage())
        .lines()
        .findFirst()
        .orElse(root.toString());
  }
}
