package org.gradoracle.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gradoracle.dump.TensorFile.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that NumPy and the safetensors library made: {@code make.py} beside them. */
class TensorFileTest {

  static final Path FILES = Path.of("src/test/resources/org/gradoracle/dump");

  @TempDir private Path folder;

  /** What a line of expected.tsv says. */
  record Expected(String file, Entry entry, List<String> values) {

    private static Expected of(String line) {
      String[] cells = line.split("\t", -1);
      List<Long> shape =
          cells[3].isEmpty()
              ? List.of()
              : Stream.of(cells[3].split(",")).map(Long::valueOf).toList();
      List<String> values = cells[5].isEmpty() ? List.of() : List.of(cells[5].split(" "));
      return new Expected(
          cells[0],
          new Entry(cells[1], ElementType.valueOf(cells[2]), shape, cells[4].equals("F")),
          values);
    }
  }

  static List<Expected> expected() throws IOException {
    return Files.readAllLines(FILES.resolve("expected.tsv"), UTF_8).stream()
        .map(Expected::of)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("expected")
  void whatAnotherProgramWroteReadsBackBitForBit(Expected expected) {
    try (TensorFile file = TensorFile.open(FILES.resolve(expected.file()))) {
      assertThat(file.find(expected.entry().name())).contains(expected.entry());
      StoredTensor tensor = file.read(expected.entry().name());
      assertThat(tensor.size()).isEqualTo(expected.values().size());
      for (int i = 0; i < tensor.size(); i++) {
        String value = expected.values().get(i);
        if (expected.entry().type().isFloat()) {
          assertThat(tensor.at(i)).as("element %d", i).isEqualTo(Double.valueOf(number(value)));
        } else {
          assertThat(tensor.wholeAt(i)).as("element %d", i).isEqualTo(Long.parseLong(value));
        }
      }
    }
  }

  private static double number(String python) {
    return switch (python) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(python);
    };
  }

  @Test
  void nothingButWhatIsExpectedIsInAFileAndInItsOrder() throws IOException {
    Map<String, List<String>> names = new TreeMap<>();
    expected()
        .forEach(
            each ->
                names
                    .computeIfAbsent(each.file(), any -> new ArrayList<>())
                    .add(each.entry().name()));
    assertThat(names).hasSize(7);
    for (Map.Entry<String, List<String>> each : names.entrySet()) {
      try (TensorFile file = TensorFile.open(FILES.resolve(each.getKey()))) {
        List<String> found = file.entries().stream().map(Entry::name).toList();
        if (each.getKey().equals("npy")) {
          assertThat(found).isSorted();
        }
        if (each.getKey().matches("npy|.*safetensors")) { // which have an order of their own
          assertThat(found).containsExactlyInAnyOrderElementsOf(each.getValue());
        } else {
          assertThat(found).isEqualTo(each.getValue());
        }
        assertThatThrownBy(() -> file.entries().remove(0))
            .isInstanceOf(UnsupportedOperationException.class);
      }
    }
  }

  /** The digest is NumPy's, which {@code make.py} prints. */
  @Test
  void everyHalfIsTheFloatThatNumPyHasForIt() throws IOException, NoSuchAlgorithmException {
    ByteBuffer halves = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
    IntStream.range(0, 1 << 16).forEach(bits -> halves.putShort((short) bits));
    StoredTensor tensor = read(safetensors("F16", "[65536]", halves.array()));
    ByteBuffer floats = ByteBuffer.allocate(4 << 16).order(ByteOrder.LITTLE_ENDIAN);
    IntStream.range(0, 1 << 16)
        .forEach(bits -> floats.putInt(Float.floatToIntBits((float) tensor.at(bits))));
    assertThat(
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(floats.array())))
        .isEqualTo("385ff5fe69182797cda5f1827e20cf423f4416bc9246f27d0eec27cac9039259");
  }

  @Test
  void everyBfloat16IsTheUpperHalfOfAFloat() throws IOException {
    ByteBuffer halves = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
    IntStream.range(0, 1 << 16).forEach(bits -> halves.putShort((short) bits));
    StoredTensor tensor = read(safetensors("BF16", "[256, 256]", halves.array()));
    for (int bits = 0; bits < 1 << 16; bits++) {
      assertThat(tensor.at(bits)).isEqualTo(Double.valueOf(Float.intBitsToFloat(bits << 16)));
    }
  }

  @Test
  void neighboursAreOneUlpApartInEveryType() {
    for (float value : new float[] {1, 0.1f, -3e-5f, 3e38f, -5.9e-39f, Float.MIN_VALUE}) {
      assertThat(ElementType.F32.ulps(value, Math.nextUp(value))).isEqualTo(1);
      assertThat(ElementType.F32.ulps(Math.nextDown(value), value)).isEqualTo(1);
      assertThat(ElementType.F32.ulps(value, -value))
          .isEqualTo(2.0 * Float.floatToIntBits(Math.abs(value)));
    }
    for (double value : new double[] {1, 0.1, -3e-5, 1e308, -1e-310, Double.MIN_VALUE, Math.PI}) {
      assertThat(ElementType.F64.ulps(value, Math.nextUp(value))).isEqualTo(1);
      assertThat(ElementType.F64.ulps(value, Math.nextUp(Math.nextUp(value)))).isEqualTo(2);
      assertThat(ElementType.F64.ulps(Math.nextDown(value), value)).isEqualTo(1);
    }
    assertThat(ElementType.F64.ulps(-Double.MAX_VALUE, Double.MAX_VALUE)).isEqualTo(0x1.ffcp63);
    assertThat(ElementType.F32.ulps(0.0, -0.0)).isZero();
    assertThat(ElementType.F32.ulps(0, Float.MIN_VALUE)).isEqualTo(1);
    assertThat(ElementType.F16.ulps(0, 65504)).isEqualTo(0x7bff);
    assertThat(ElementType.BF16.ulps(0, 1)).isEqualTo(0x3f80);
    assertThat(ElementType.F16.ulps(1, 1 + 0x1p-12)).isZero();
  }

  /** Every format, cut at some 300 places, its last bytes one by one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "npy/F16-fortran.npy",
        "npy/BOOL.npy",
        "npy/version2.npy",
        "npy/version3.npy",
        "stored.npz",
        "deflated.npz",
        "zip64.npz",
        "all.safetensors",
        "raw/tensors.json",
        "raw/both.bin",
        "raw/ids.bin"
      })
  void aFileThatIsCutShortAnywhereIsRefused(String name) throws IOException {
    Path whole = FILES.resolve(name);
    byte[] bytes = Files.readAllBytes(whole);
    if (name.startsWith("raw")) {
      for (String each : List.of("tensors.json", "both.bin", "ids.bin")) {
        Files.copy(FILES.resolve("raw").resolve(each), folder.resolve(each));
      }
    }
    Path cut = folder.resolve(whole.getFileName());
    Path opened = name.startsWith("raw") ? folder : cut;
    assertThat(readAll(name.startsWith("raw") ? FILES.resolve("raw") : whole)).isPositive();
    int length = bytes.length - (name.endsWith(".json") ? 2 : 1); // its last byte is a line feed
    int step = 1 + bytes.length / 120;
    for (; length >= 0; length -= bytes.length - length < 64 ? 1 : step) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> readAll(opened))
          .as("%s, the first %d of %d bytes", name, length, bytes.length)
          .isExactlyInstanceOf(DumpException.class)
          .hasMessageContaining(opened.toString())
          .hasMessageMatching("\\P{Cntrl}+");
    }
  }

  /** A single byte changed: read, or refused in one line, and nothing else. */
  @ParameterizedTest
  @ValueSource(
      strings = {"npy/F32.npy", "stored.npz", "deflated.npz", "zip64.npz", "all.safetensors"})
  void aFileWithOneByteChangedIsReadOrRefused(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(FILES.resolve(name));
    Path changed = folder.resolve(Path.of(name).getFileName());
    int refused = 0;
    int step = 1 + bytes.length / 120;
    for (int at = 0; at < bytes.length; at += step) {
      for (int change : new int[] {0x01, 0x80, 0xff}) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) change;
        Files.write(changed, copy);
        try {
          readAll(changed);
        } catch (DumpException e) {
          refused++;
          assertThat(e).hasMessageMatching("\\P{Cntrl}+");
        }
      }
    }
    assertThat(refused).isPositive();
  }

  /** How many tensors there are. */
  static int readAll(Path path) {
    try (TensorFile file = TensorFile.open(path)) {
      file.entries().forEach(entry -> assertThat(file.read(entry.name())).isNotNull());
      return file.entries().size();
    }
  }

  private StoredTensor read(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("one.safetensors"), file);
    try (TensorFile opened = TensorFile.open(path)) {
      return opened.read("x");
    }
  }

  static byte[] safetensors(String type, String shape, byte[] data) {
    String header =
        "{\"x\": {\"dtype\": \""
            + type
            + "\", \"shape\": "
            + shape
            + ", \"data_offsets\": [0, "
            + data.length
            + "]}}";
    return ByteBuffer.allocate(8 + header.length() + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length())
        .put(header.getBytes(UTF_8))
        .put(data)
        .array();
  }
}
