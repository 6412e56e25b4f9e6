package org.gradoracle.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TimeZone;
import org.gradoracle.dump.TensorFile.Entry;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorWriterTest {

  private static final List<StoredTensor> TENSORS =
      List.of(
          StoredTensor.of("x", FloatTensor.of(Shape.of(2, 3), i -> i / 3.0)),
          StoredTensor.of("loss", DoubleTensor.of(Shape.of(), i -> Math.PI)),
          StoredTensor.of("ids", ElementType.I64, Shape.of(4), i -> Long.MAX_VALUE - i));

  @TempDir private Path folder;

  @Test
  void aNpzHasTheSameBytesInEveryTimeZone() throws IOException {
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
      byte[] utc = npz();
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
      assertThat(npz()).isEqualTo(utc);
    } finally {
      TimeZone.setDefault(before);
    }
  }

  private static byte[] npz() throws IOException {
    var out = new ByteArrayOutputStream();
    TensorWriter.npz(out, TENSORS);
    return out.toByteArray();
  }

  @Test
  void aFolderOfNpyReadsBack() throws IOException {
    for (StoredTensor tensor : TENSORS) {
      Path file = folder.resolve(TensorWriter.fileName(tensor.entry().name()));
      try (OutputStream out = Files.newOutputStream(file)) {
        TensorWriter.npy(out, tensor);
      }
    }
    try (TensorFile file = TensorFile.open(folder)) {
      assertThat(file.entries()).extracting(Entry::name).containsExactly("ids", "loss", "x");
      assertReadsBack(file);
    }
  }

  @Test
  void anNpzReadsBackAndHasTheSameBytesAgain() throws IOException {
    assertReadsBack("all.npz", TensorWriter::npz);
  }

  @Test
  void aSafetensorsReadsBackAndHasTheSameBytesAgain() throws IOException {
    assertReadsBack("all.safetensors", TensorWriter::safetensors);
  }

  @Test
  void aNameThatIsNoFileHasNoPlaceInAFolder() {
    for (String name : List.of("../x", "a/b", "a\\b", "c:x", ".hidden")) {
      assertThatThrownBy(() -> TensorWriter.fileName(name))
          .isInstanceOf(DumpException.class)
          .hasMessageContaining("cannot be a file");
    }
  }

  private interface Writer {
    void write(OutputStream out, List<StoredTensor> tensors) throws IOException;
  }

  private void assertReadsBack(String name, Writer writer) throws IOException {
    for (String each : List.of(name, "again")) {
      try (OutputStream out = Files.newOutputStream(folder.resolve(each))) {
        writer.write(out, TENSORS);
      }
    }
    assertThat(folder.resolve("again")).hasSameBinaryContentAs(folder.resolve(name));
    try (TensorFile file = TensorFile.open(folder.resolve(name))) {
      assertThat(file.entries()).extracting(Entry::name).containsExactly("x", "loss", "ids");
      assertReadsBack(file);
    }
  }

  private static void assertReadsBack(TensorFile file) {
    assertThat(file.entries())
        .containsExactlyInAnyOrderElementsOf(TENSORS.stream().map(StoredTensor::entry).toList());
    StoredTensor ids = file.read("ids");
    assertThat(ids.wholeAt(0)).isEqualTo(Long.MAX_VALUE);
    assertThat(ids.wholeAt(3)).isEqualTo(Long.MAX_VALUE - 3);
    assertThat(file.read("x").toFloatTensor().values())
        .containsExactly(TENSORS.get(0).toFloatTensor().values());
    assertThat(file.read("loss").toDoubleTensor().values()).containsExactly(Math.PI);
  }
}
