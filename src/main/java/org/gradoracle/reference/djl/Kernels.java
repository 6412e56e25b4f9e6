package org.gradoracle.reference.djl;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.gradoracle.text.Text;

/**
 * The kernels that the engine takes: by default one and the same code path on every Linux machine
 * with an x86-64 processor and AVX2, so that results have the same bits on all of them.
 *
 * <p>libtorch chooses its own kernels by what the processor can do, and MKL's by who made it. Two
 * environment variables, read before the first operation, fix both choices. A value that the user
 * has set is left alone, and the system property {@value #PROPERTY} with the value {@value #NATIVE}
 * leaves the engine alone altogether. What ran is never taken from the variables: MKL is asked, and
 * {@link KernelProbe} computes.
 *
 * @param text what ran, in one line
 */
record Kernels(String text) {

  /** Set it to {@value #NATIVE} where the process's owner uses DJL for something else. */
  static final String PROPERTY = "gradoracle.kernels";

  static final String NATIVE = "native";

  private static final String MKL_MODE = "MKL_CBWR";
  private static final String ATEN_CAPABILITY = "ATEN_CPU_CAPABILITY";

  /**
   * MKL's mode of reproducible results across processors, as it is asked for and as it is reported.
   */
  private static final String COMPATIBLE = "COMPATIBLE";

  /** What {@code mkl_serv_cbwr_get} takes: the mode alone, without its flags. */
  private static final int BRANCH = 1;

  /** MKL's modes by the number that {@code mkl_serv_cbwr_get} gives: its header's MKL_CBWR_*. */
  private static final String[] MODES = {
    "off",
    "off",
    "AUTO",
    COMPATIBLE,
    "SSE2",
    "SSE3",
    "SSSE3",
    "SSE4_1",
    "SSE4_2",
    "AVX",
    "AVX2",
    "AVX512_MIC",
    "AVX512",
    "AVX512_MIC_E1",
    "AVX512_E1"
  };

  /** Asks for the reproducible kernels; it has an effect before the engine's first operation. */
  static synchronized void ask() {
    if (whyNot(Path.of("/proc/cpuinfo")).isPresent()) {
      return;
    }
    try {
      setUnlessSet(MKL_MODE, COMPATIBLE);
      setUnlessSet(ATEN_CAPABILITY, "avx2");
    } catch (LinkageError | RuntimeException e) {
      // without JNA the kernels are the native ones, and found out to be
    }
  }

  /**
   * Which kernels ran. Takes some operations of the engine.
   *
   * @param reference of a loaded engine
   */
  static Kernels found(DjlReference reference) {
    KernelProbe probe = KernelProbe.run(reference);
    String mode = mklMode();
    String text = Text.format("MKL %s, ATen %s", mode, probe.capability());
    if (DjlEngine.threads() > 1) {
      return new Kernels(
          Text.format(
              "shared by %d threads (%s), results depend on their number",
              DjlEngine.threads(), text));
    }
    if (mode.equals(COMPATIBLE) && probe.others().isEmpty()) {
      return new Kernels("reproducible (" + text + ")");
    }
    return new Kernels("native (" + text + "), results depend on the processor" + why(mode, probe));
  }

  private static String why(String mode, KernelProbe probe) {
    Optional<String> whyNot = whyNot(Path.of("/proc/cpuinfo"));
    if (whyNot.isPresent()) {
      return ": " + whyNot.get();
    }
    if (!mode.equals(COMPATIBLE) && COMPATIBLE.equals(environment(MKL_MODE))) {
      return ": the engine was used before the reproducible ones could be asked for";
    }
    return mode.equals(COMPATIBLE)
        ? ": other results than known for " + String.join(", ", probe.others())
        : "";
  }

  /** Why the reproducible kernels are not asked for; none if they are. */
  static Optional<String> whyNot(Path cpuinfo) {
    if (NATIVE.equals(System.getProperty(PROPERTY))) {
      return Optional.of("asked for by " + PROPERTY + "=" + NATIVE);
    }
    String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    if (!system.equals("Linux on amd64")) {
      return Optional.of("there are no others for " + system);
    }
    return hasAvx2(cpuinfo) ? Optional.empty() : Optional.of("the processor has no AVX2");
  }

  /** libtorch takes its kernels for AVX2 unseen, where it is told to. */
  private static boolean hasAvx2(Path cpuinfo) {
    try {
      return Files.readString(cpuinfo, StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> line.startsWith("flags"))
          .anyMatch(line -> (line.toLowerCase(Locale.ROOT) + " ").contains(" avx2 "));
    } catch (IOException e) {
      return false;
    }
  }

  /** What is set to nothing says nothing. */
  private static void setUnlessSet(String name, String value) {
    if (environment(name).isEmpty()) {
      NativeLibrary.getProcess().getFunction("setenv").invokeInt(new Object[] {name, value, 1});
    }
  }

  /** As the process has it: {@code System.getenv} does not see what was set later. */
  private static String environment(String name) {
    String value =
        NativeLibrary.getProcess().getFunction("getenv").invokeString(new Object[] {name}, false);
    return value == null ? "" : value;
  }

  private static String mklMode() {
    try {
      Path library = Path.of(LibUtils.getLibtorchPath()).resolve("libtorch_cpu.so");
      int mode =
          NativeLibrary.getInstance(library.toString())
              .getFunction("mkl_serv_cbwr_get")
              .invokeInt(new Object[] {BRANCH});
      return mode >= 0 && mode < MODES.length ? MODES[mode] : "mode " + mode;
    } catch (LinkageError | RuntimeException e) {
      return "unknown";
    }
  }
}
