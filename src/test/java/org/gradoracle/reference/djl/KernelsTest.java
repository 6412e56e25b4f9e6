package org.gradoracle.reference.djl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which kernels the engine takes, in processes of their own, and what is said of them. */
class KernelsTest {

  private static final String REPRODUCIBLE = "kernels: reproducible (MKL COMPATIBLE, ATen AVX2)";

  @BeforeAll
  static void onlyWhereThereAreReproducibleKernels() {
    Kernels.whyNot(Path.of("/proc/cpuinfo"))
        .ifPresent(why -> assumeTrue(false, "no reproducible kernels here: " + why));
  }

  @Test
  void withoutAnyWordOfTheUsersTheKernelsAreTheReproducibleOnes() throws Exception {
    assertThat(probe(Map.of())).contains("other kernels: []", REPRODUCIBLE);
    assertThat(probe(Map.of("MKL_CBWR", "", "ATEN_CPU_CAPABILITY", "")))
        .contains("other kernels: []", REPRODUCIBLE);
  }

  @Test
  void whatTheUserHasSetInTheEnvironmentIsLeftAlone() throws Exception {
    // on AMD's processors MKL takes AUTO for it
    assertThat(probe(Map.of("MKL_CBWR", "AVX2")))
        .anyMatch(
            line ->
                line.matches(
                    "kernels: native \\(MKL (AVX2|AUTO), ATen AVX2\\), results depend on the"
                        + " processor"))
        .noneMatch("other kernels: []"::equals);
  }

  @Test
  void withoutVectorInstructionsLibtorchsOwnKernelsAreOthersAndThatIsSaid() throws Exception {
    assertThat(probe(Map.of("ATEN_CPU_CAPABILITY", "default")))
        .contains(
            "other kernels: [tanh's gradient, pow, randn]",
            "kernels: native (MKL COMPATIBLE, ATen without vectors), results depend on the"
                + " processor: other results than known for tanh's gradient, pow");
  }

  @Test
  void aNumberOfThreadsThatIsNoneIsOneAndSeveralAreSaid() throws Exception {
    assertThat(probe(Map.of("OMP_NUM_THREADS", "8"), "-Dai.djl.pytorch.num_threads=many"))
        .contains("other kernels: []", REPRODUCIBLE);
    assertThat(probe(Map.of(), "-Dai.djl.pytorch.num_threads=2"))
        .contains(
            "kernels: shared by 2 threads (MKL COMPATIBLE, ATen AVX2), results depend on their"
                + " number");
  }

  @Test
  void thePropertyLeavesTheEngineAlone() throws Exception {
    assertThat(probe(Map.of(), "-Dgradoracle.kernels=native"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("kernels: native (MKL off, ATen ")
                    .endsWith(
                        "results depend on the processor: asked for by gradoracle.kernels=native"));
  }

  @Test
  void anotherUseOfTheEngineThatCameFirstIsSaidWhateverTheEnvironmentHolds() throws Exception {
    assertThat(java(Map.of(), UseBefore.class))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("native (MKL off, ATen ")
                    .endsWith(
                        "the engine was used before the reproducible ones could be asked for"));
  }

  @Test
  void aProcessorWithoutAvx2IsNotToldToUseIt(@TempDir Path folder) throws IOException {
    Path cpuinfo = folder.resolve("cpuinfo");
    Files.writeString(cpuinfo, "model name : AVX2 avx2\nflags\t\t: fpu sse4_2 avx avx2x\n");
    assertThat(Kernels.whyNot(cpuinfo)).contains("the processor has no AVX2");
    Files.writeString(cpuinfo, "flags\t\t: fpu sse4_2 avx avx2\n");
    assertThat(Kernels.whyNot(cpuinfo)).isEmpty();
    assertThat(Kernels.whyNot(folder.resolve("missing"))).contains("the processor has no AVX2");
  }

  /** For a process of its own: DJL is used by somebody else, then by us. */
  static final class UseBefore {

    private UseBefore() {}

    public static void main(String[] args) {
      System.setProperty("ai.djl.offline", "true");
      System.setProperty("OPT_OUT_TRACKING", "true");
      try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
        manager.create(new float[] {1, 2}).exp().toFloatArray();
      }
      System.out.println(DjlReference.load(message -> {}).kernels());
    }
  }

  private static List<String> probe(Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    return java(environment, RoundingProbe.class, options);
  }

  private static List<String> java(
      Map<String, String> environment, Class<?> main, String... options)
      throws IOException, InterruptedException {
    var command = new java.util.ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    var builder = new ProcessBuilder(command);
    // as a user has it who has set nothing, whatever this process was started with
    builder.environment().keySet().removeAll(List.of("MKL_CBWR", "ATEN_CPU_CAPABILITY"));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
