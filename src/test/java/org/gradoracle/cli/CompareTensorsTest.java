package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gradoracle.dump.ElementType;
import org.gradoracle.dump.StoredTensor;
import org.gradoracle.dump.TensorWriter;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compare A B} on files of tensors. */
class CompareTensorsTest {

  /** Made by NumPy and the safetensors library. */
  private static final String FILES = "src/test/resources/org/gradoracle/dump/";

  @TempDir private Path folder;

  @Test
  void theSameTensorsInTwoFormatsAreEqual() {
    Outcome outcome = compare(FILES + "stored.npz", FILES + "zip64.npz");
    assertThat(outcome.out())
        .contains("zeros           | exact: True  | approximate: True  | maxdiff: 0.0\n")
        .endsWith("\n5 tensors: 3 equal, 2 different\n"); // two hold NaN, which equals nothing
    assertThat(outcome.exitCode()).isEqualTo(1);
    String ids = npz("ids.npz", StoredTensor.of("ids", ElementType.I64, Shape.of(2), i -> i));
    assertThat(
            compare(ids, safetensors(StoredTensor.of("ids", ElementType.I32, Shape.of(2), i -> i)))
                .out())
        .contains("ids             | exact: True ", " | I64 in A, I32 in B\n", "1 tensor: 1 equal");
  }

  @Test
  void aLineHasTheNotebooksCellsAndTheWorstPlace() {
    float[] values = {1, 2, 3, 4, 5, 6};
    String a = npz("a.npz", tensor("W", Shape.of(2, 3), values));
    values[4] = Math.nextUp(Math.nextUp(values[4]));
    values[1] = Math.nextDown(values[1]);
    Outcome outcome = compare(a, npz("b.npz", tensor("W", Shape.of(2, 3), values)));
    assertThat(outcome.out())
        .isEqualTo(
            "W               | exact: False | approximate: True  | maxdiff: 9.5367431640625e-07"
                + " | worst at [1, 1]: 5.0, 5.000001 (2 ULP) | 2 of 6 differ\n\n"
                + "1 tensor: 1 approximately equal (within 1e-8 + 1e-5 of B's)\n");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void tensorsAreMatchedByNameWhateverTheirOrder() {
    StoredTensor x = tensor("x", Shape.of(2), 1, 2);
    StoredTensor y = tensor("y", Shape.of(2), 3, 4);
    Outcome outcome = compare(npz("a.npz", x, y), npz("b.npz", y, x));
    assertThat(outcome.out()).endsWith("\n2 tensors: 2 equal\n");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void whatIsMissingOrOfAnotherShapeIsNoAgreement() {
    String a = npz("a.npz", tensor("x", Shape.of(2), 1, 2), tensor("y", Shape.of(2), 3, 4));
    String b = npz("b.npz", tensor("z", Shape.of(2), 1, 2), tensor("y", Shape.of(2, 1), 3, 4));
    Outcome outcome = compare(a, b);
    assertThat(outcome.out())
        .contains(
            "y               | shape (2) in A, (2, 1) in B\n",
            "x               | only in A\n",
            "z               | only in B\n")
        .endsWith("\n3 tensors: 1 of another shape, 1 only in A, 1 only in B\n");
    assertThat(outcome.exitCode()).isEqualTo(1);
    String same = npz("c.npz", tensor("y", Shape.of(2), 3, 4));
    assertThat(compare(a, same).exitCode()).isEqualTo(1);
    assertThat(compare(same, a).exitCode()).isEqualTo(1);
  }

  @Test
  void twoFilesWithoutTensorsAreNoAgreement() {
    Outcome outcome = compare(npz("a.npz"), npz("b.npz"));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("there are no tensors in '");
  }

  @Test
  void aFolderWithAReportIsNoFolderOfTensors() throws IOException {
    Path report =
        Files.writeString(Files.createDirectory(folder.resolve("r")).resolve("report.json"), "{}");
    Outcome outcome = compare(report.getParent().toString(), report.toString());
    assertThat(outcome.err()).contains("is a folder with a report: name '" + report + "'");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void whatIsNotFiniteIsTheWorstAndEqualsNothingButTheSameInfinity() {
    float inf = Float.POSITIVE_INFINITY;
    String a = npz("a.npz", tensor("x", Shape.of(4), 1, inf, Float.NaN, 4));
    String b = npz("b.npz", tensor("x", Shape.of(4), 900, inf, 3, 4));
    assertThat(compare(a, b).out())
        .contains("maxdiff: nan | worst at [2]: nan, 3.0 | 2 of 4 differ\n")
        .endsWith("1 tensor: 1 different\n");
  }

  @Test
  void wholeNumbersAreComparedAsSuch() {
    long large = 1L << 60;
    String a = npz("a.npz", StoredTensor.of("ids", ElementType.I64, Shape.of(2), i -> large));
    String b = npz("b.npz", StoredTensor.of("ids", ElementType.I64, Shape.of(2), i -> large + i));
    assertThat(compare(a, b).out())
        .contains(
            "exact: False | approximate: True  | maxdiff: 1.0 | worst at [1]: 1152921504606846976,"
                + " 1152921504606846977 | 1 of 2 differ");
  }

  @Test
  void float32AgainstFloat64IsComparedInFloat64AndCountedInFloat32Steps() {
    ArrayTensor third = DoubleTensor.of(Shape.of(1), i -> 1 / 3.0);
    String b = npz("b.npz", StoredTensor.of("x", third));
    assertThat(compare(npz("a.npz", tensor("x", Shape.of(1), 1 / 3f)), b).out())
        .contains("(0 ULP) | 1 of 1 differ | F32 in A, F64 in B")
        .contains("maxdiff: 9.934107481068821e-09 |");
  }

  @Test
  void tensorsAreNotComparedWithAReport() throws IOException {
    String a = npz("a.npz", tensor("x", Shape.of(1), 1));
    String text = Files.writeString(folder.resolve("some.txt"), "hello").toString();
    for (String[] files : new String[][] {{a, text}, {text, a}}) {
      Outcome outcome = compare(files);
      assertThat(outcome.complaints())
          .containsExactly(
              "gradoracle: '"
                  + a
                  + "' holds tensors and '"
                  + text
                  + "' does not: compare two reports, or two files of tensors");
      assertThat(outcome.exitCode()).isEqualTo(2);
    }
    assertThat(compare(a, folder.resolve("nothing").toString()).complaints())
        .containsExactly("gradoracle: there is no '" + folder.resolve("nothing") + "'");
    assertThat(compare(text, text).complaints())
        .containsExactly(
            "gradoracle: '" + text + "': it is neither a report in JSON nor a file of tensors");
  }

  /** 2 files of 64 tensors of 1 MB each, in a heap that holds no file. */
  @Test
  void filesLargerThanTheHeapAreComparedTensorByTensor() throws Exception {
    List<StoredTensor> tensors = new ArrayList<>();
    ArrayTensor values = FloatTensor.of(Shape.of(512, 512), i -> i);
    for (int i = 0; i < 64; i++) {
      tensors.add(StoredTensor.of("layer." + i, values));
    }
    String a = npz("a.npz", tensors.toArray(new StoredTensor[0]));
    String b = safetensors(tensors.toArray(new StoredTensor[0]));
    assertThat(Files.size(Path.of(b))).isGreaterThan(64 << 20);
    Process process =
        Forked.java(folder, List.of("-Xmx24m"), Main.class, "compare", a, b)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said).endsWith("\n64 tensors: 64 equal\n");
    assertThat(process.exitValue()).isZero();
  }

  private static Outcome compare(String... files) {
    return gradoracle("compare", files[0], files[1]);
  }

  private static StoredTensor tensor(String name, Shape shape, float... values) {
    return StoredTensor.of(name, FloatTensor.of(shape, values));
  }

  private String npz(String file, StoredTensor... tensors) {
    Path path = folder.resolve(file);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
      TensorWriter.npz(out, List.of(tensors));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return path.toString();
  }

  private String safetensors(StoredTensor... tensors) {
    Path path = folder.resolve("x.safetensors");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
      TensorWriter.safetensors(out, List.of(tensors));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return path.toString();
  }
}
