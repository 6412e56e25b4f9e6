package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Files that are made to do harm: each is one line and exit code 2, as the docs' table says. */
class HostileTensorsTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]+) \\| `([^|`]+)` \\|$");

  /** Zeros take no room in a file that has holes. */
  private static final long FIVE_GB = 5_000_000_000L;

  @TempDir static Path folder;

  /** Makes a file, or a folder, that the given name begins. */
  @FunctionalInterface
  private interface Maker {
    Path make(Path stem) throws IOException;
  }

  private static Map<String, Maker> files() {
    Map<String, Maker> files = new LinkedHashMap<>();
    byte[] right = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 12);
    files.put("an empty file", npy(new byte[0]));
    files.put("`.npy`, cut short", npy(cut(right, 5)));
    files.put("`.npy`, with more behind its elements", npy(npy(header("(3,)"), 13)));
    files.put("`.npy` of version 4.0", npy(changed(right, 6, 4)));
    files.put("`.npy` whose header has 2^32 - 1 bytes", npy(longHeader()));
    files.put("`.npy` of the shape `(nan,)`", npy(npy(header("(nan,)"), 12)));
    files.put("`.npy` of the shape `(-3,)`", npy(npy(header("(-3,)"), 12)));
    files.put("`.npy` of more than 2^63 bytes", npy(npy(header("(4611686018427387904, 4)"), 12)));
    files.put(
        "`.npy` of Python objects",
        npy(npy("{'descr': '|O', 'fortran_order': False, 'shape': (3,), }", 12)));
    files.put(
        "`.npy` whose header is a program",
        npy(npy("{'descr': __import__('os').system('true'), 'shape': (3,), }", 12)));
    files.put("`.npy` of 2^31 elements", stem -> sparse(stem, "|i1", 1L << 31, 1));
    files.put("`.npy` of 5 GB of zeros", stem -> sparse(stem, "<f4", FIVE_GB / 4, 4));
    files.put("`.npz`, cut short", npz(cut(zip(Map.of("x.npy", right)), 9)));
    files.put("`.npz` with a tensor called `../x`", npz(zip(Map.of("../x.npy", right))));
    files.put("`.npz` with a tensor called `/x`", npz(zip(Map.of("/x.npy", right))));
    files.put("`.npz` with two tensors of one name", npz(twice(right)));
    files.put("`.npz` whose members overlap", npz(overlapping(right)));
    files.put("`.npz` with a wrong checksum", npz(wrongChecksum(right)));
    files.put("`.npz` that says 5 GB are in a few bytes", npz(bomb(right)));
    files.put("`.npz` of which more comes out than it says", npz(understated()));
    files.put("a checkpoint of PyTorch's", npz(zip(Map.of("archive/data.pkl", right))));
    files.put("`.safetensors` whose header has 2^63 bytes", safetensors(1L << 63, "{}", 0));
    files.put("`.safetensors` whose header is longer than the file", safetensors(99, "{}", 0));
    files.put("`.safetensors` whose tensors overlap", safetensors(two("[0, 12]", "[8, 20]"), 20));
    files.put(
        "`.safetensors` with bytes that belong to no tensor",
        safetensors(two("[0, 12]", "[16, 28]"), 28));
    files.put(
        "`.safetensors` whose offsets are not the size",
        safetensors(one("F32", "[3]", "[0, 13]"), 13));
    files.put(
        "`.safetensors` whose offsets are beyond the file",
        safetensors(one("F32", "[3]", "[0, 12]"), 8));
    files.put(
        "`.safetensors` with the offset 2^63",
        safetensors(one("F32", "[3]", "[0, 9223372036854775808]"), 12));
    files.put(
        "`.safetensors` with the shape `[NaN]`", safetensors(one("F32", "[NaN]", "[0, 12]"), 12));
    files.put(
        "`.safetensors` of an unknown type", safetensors(one("F8_E4M3", "[12]", "[0, 12]"), 12));
    files.put(
        "`.safetensors` with two tensors of one name",
        safetensors(two("[0, 12]", "[12, 24]").replace("\"b\"", "\"a\""), 24));
    files.put("`.safetensors` of 10,000 brackets", safetensors("[".repeat(10_000), 0));
    files.put(
        "`.safetensors` whose name clears the screen",
        safetensors(one("F32", "[3]", "[0, 12]").replace("\"a\"", "\"\\u001b[2J\""), 12));
    files.put("a manifest that names `../../etc/passwd`", manifest("../../etc/passwd", "[3]", ""));
    files.put("a manifest that names `/etc/passwd`", manifest("/etc/passwd", "[3]", ""));
    files.put(
        "a manifest with the offset 2^63 - 1",
        manifest("x.bin", "[3]", ", \"offset\": 9223372036854775807"));
    files.put("a manifest of more than the file has", manifest("x.bin", "[4]", ""));
    files.put("a folder without a tensor", Files::createDirectory);
    return files;
  }

  @TestFactory
  Stream<DynamicTest> aHostileFileIsOneLineAndExitCode2() {
    Map<String, String> table = table();
    return files().entrySet().stream()
        .filter(each -> !isLarge(each.getKey()))
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(),
                    () -> {
                      Path file = each.getValue().make(folder.resolve("x" + System.nanoTime()));
                      Outcome outcome = gradoracle("compare", file.toString(), file.toString());
                      assertThat(outcome.complaints())
                          .singleElement()
                          .asString()
                          .startsWith("gradoracle: ")
                          .contains(file.toString())
                          .contains(table.getOrDefault(each.getKey(), "no row in the table"))
                          .hasSizeLessThan(500);
                      assertThat(outcome.out()).isEmpty();
                      assertThat(outcome.exitCode()).isEqualTo(2);
                    }));
  }

  @Test
  void theDocsTableNamesEveryOneOfThem() {
    assertThat(table().keySet()).containsExactlyElementsOf(files().keySet());
  }

  /** Whether it says that there is much, so that a small heap shows that it is not believed. */
  private static boolean isLarge(String name) {
    return name.contains("GB") || name.contains("2^");
  }

  @Test
  void inASmallHeapWhatSaysThatThereIsMuchIsRefusedAsWell() throws Exception {
    List<String> options = List.of("-Xmx32m", "-XX:MaxDirectMemorySize=8m");
    Map<String, String> table = table();
    for (Map.Entry<String, Maker> each : files().entrySet()) {
      if (isLarge(each.getKey())) {
        Path file = each.getValue().make(folder.resolve("small" + System.nanoTime()));
        Process process =
            Forked.java(folder, options, Main.class, "compare", file.toString(), file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(said)
            .as(each.getKey())
            .startsWith("gradoracle: ")
            .contains(table.getOrDefault(each.getKey(), "no row in the table"))
            .hasLineCount(1);
        assertThat(process.exitValue()).isEqualTo(2);
      }
    }
  }

  private static Map<String, String> table() {
    try {
      Map<String, String> rows = new LinkedHashMap<>();
      ROW.matcher(Files.readString(Path.of("docs/tensor-files.md"), UTF_8))
          .results()
          .forEach((MatchResult row) -> rows.put(row.group(1), row.group(2)));
      return rows;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Maker npy(byte[] bytes) {
    return stem -> Files.write(Path.of(stem + ".npy"), bytes);
  }

  private static Maker npz(byte[] bytes) {
    return stem -> Files.write(Path.of(stem + ".npz"), bytes);
  }

  private static byte[] cut(byte[] bytes, int less) {
    return Arrays.copyOf(bytes, bytes.length - less);
  }

  private static byte[] changed(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static String header(String shape) {
    return "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
  }

  private static byte[] npy(String header, int elements) {
    return ByteBuffer.allocate(10 + header.length() + 1 + elements)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("\u0093NUMPY\1\0".getBytes(ISO_8859_1))
        .putShort((short) (header.length() + 1))
        .put((header + "\n").getBytes(ISO_8859_1))
        .array();
  }

  private static byte[] longHeader() {
    return ByteBuffer.allocate(64).put("\u0093NUMPY\2\0".getBytes(ISO_8859_1)).putInt(-1).array();
  }

  private static Path sparse(Path stem, String type, long elements, int bytes) throws IOException {
    byte[] start =
        npy("{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + elements + ",), }", 0);
    Path path = Path.of(stem + ".npy");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(start);
      file.setLength(start.length + elements * bytes);
    }
    return path;
  }

  /** Stored as they are, so that places in the archive are known. */
  private static byte[] zip(Map<String, byte[]> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> each : members.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        CRC32 crc = new CRC32();
        crc.update(each.getValue());
        entry.setCrc(crc.getValue());
        entry.setSize(each.getValue().length);
        zip.putNextEntry(entry);
        zip.write(each.getValue());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] two(byte[] npy) {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("a.npy", npy);
    members.put("b.npy", npy);
    return zip(members);
  }

  private static byte[] twice(byte[] npy) {
    return new String(two(npy), ISO_8859_1).replace("b.npy", "a.npy").getBytes(ISO_8859_1);
  }

  /** The second entry of the directory says that its member is where the first is. */
  private static byte[] overlapping(byte[] npy) {
    byte[] zip = two(npy);
    return patched(zip, directoryEntry(zip, 1) + 42, 0);
  }

  private static byte[] wrongChecksum(byte[] npy) {
    byte[] zip = zip(Map.of("x.npy", npy));
    return patched(patched(zip, directoryEntry(zip, 0) + 16, 1), 14, 1);
  }

  private static byte[] bomb(byte[] npy) {
    byte[] zip = zip(Map.of("x.npy", npy));
    int size = 0xfffffff0; // of 32 bits: no zip64 needed
    byte[] deflated = changed(changed(zip, 8, 8), directoryEntry(zip, 0) + 10, 8);
    return patched(patched(deflated, directoryEntry(zip, 0) + 24, size), 22, size);
  }

  /** A header for 3 elements, in a member that says so, and a thousand in what is deflated. */
  private static byte[] understated() {
    byte[] small = npy(header("(3,)"), 12);
    byte[] large = Arrays.copyOf(small, small.length + 4000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(large);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    byte[] zip = bytes.toByteArray();
    return patched(zip, directoryEntry(zip, 0) + 24, small.length);
  }

  private static int directoryEntry(byte[] zip, int n) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < zip.length - 3; i++) {
      if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
        places.add(i);
      }
    }
    return places.get(n);
  }

  private static byte[] patched(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    return copy;
  }

  private static String one(String type, String shape, String offsets) {
    return "{\"a\": " + tensor(type, shape, offsets) + "}";
  }

  private static String two(String offsets, String others) {
    return "{\"a\": "
        + tensor("F32", "[3]", offsets)
        + ", \"b\": "
        + tensor("F32", "[3]", others)
        + "}";
  }

  private static String tensor(String type, String shape, String offsets) {
    return "{\"dtype\": \"%s\", \"shape\": %s, \"data_offsets\": %s}"
        .replaceFirst("%s", type)
        .replaceFirst("%s", shape)
        .replaceFirst("%s", offsets);
  }

  private static Maker safetensors(String header, int data) {
    return safetensors(header.length(), header, data);
  }

  private static Maker safetensors(long length, String header, int data) {
    byte[] bytes =
        ByteBuffer.allocate(8 + header.length() + data)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(length)
            .put(header.getBytes(UTF_8))
            .array();
    return stem -> Files.write(Path.of(stem + ".safetensors"), bytes);
  }

  private static Maker manifest(String file, String shape, String more) {
    String text =
        "{\"format\": \"gradoracle-tensors\", \"version\": 1, \"tensors\": [{\"name\": \"x\","
            + " \"type\": \"F32\", \"shape\": "
            + shape
            + ", \"file\": \""
            + file
            + "\""
            + more
            + "}]}";
    return stem -> {
      Files.createDirectory(stem);
      Files.write(stem.resolve("x.bin"), new byte[12]);
      Files.writeString(stem.resolve("tensors.json"), text);
      return stem;
    };
  }
}
