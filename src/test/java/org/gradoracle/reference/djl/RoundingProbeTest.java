package org.gradoracle.reference.djl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The probe itself, in processes in which libtorch is told to take other kernels. */
class RoundingProbeTest {

  @BeforeAll
  static void onlyWhereTheKernelsAreThoseWeImitate() {
    List<String> other = RoundingProbe.otherKernels();
    assumeTrue(other.isEmpty(), () -> "this processor has other kernels: " + other);
  }

  @Test
  void withoutVectorInstructionsLibtorchsOwnKernelsAreOthers() throws Exception {
    assertThat(probe("default"))
        .contains("other kernels: [tanh's gradient, pow, randn]", "powers at a time: 1");
  }

  @Test
  void withAvx2OnlyTheLengthOfPowersVectorsIsAnother() throws Exception {
    assertThat(probe("avx2")).contains("other kernels: []", "powers at a time: 16");
  }

  private static List<String> probe(String capability) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            RoundingProbe.class.getName());
    builder.environment().put("ATEN_CPU_CAPABILITY", capability);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
