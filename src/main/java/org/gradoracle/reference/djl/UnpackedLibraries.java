package org.gradoracle.reference.djl;

import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.text.Text;

/**
 * PyTorch's libraries, which DJL unpacks from its jars into a folder of its cache named
 * version-flavor-classifier, once.
 *
 * <p>A library that is truncated or full of zeros, as after a full disk or a crash, would crash the
 * JVM. So their sizes and checksums are compared with those in the jars, once. A stamp file beside
 * them then keeps the size, time and inode of each; while these do not change, the content is not
 * read again.
 */
final class UnpackedLibraries {

  private static final String STAMP = ".gradoracle-verified";
  private static final String LOCK = ".gradoracle-unpacking";
  private static final int ATTEMPTS = 100;

  private final Path folder;

  /** By the names that they have when they are unpacked, for those that lie in a jar. */
  private final Map<String, JarEntry> packed;

  /** DJL's own, which it copies into the folder by itself whenever it is missing. */
  private final String binding;

  private UnpackedLibraries(Path folder, Map<String, JarEntry> packed, String binding) {
    this.folder = folder;
    this.packed = packed;
    this.binding = binding;
  }

  /** Those of this machine. */
  static UnpackedLibraries of(Platform platform) {
    Path folder =
        Utils.getEngineCacheDir("pytorch")
            .resolve(
                platform.getVersion()
                    + '-'
                    + platform.getFlavor()
                    + '-'
                    + platform.getClassifier());
    Map<String, JarEntry> packed = new TreeMap<>();
    String inJar = "pytorch/" + platform.getFlavor() + '/' + platform.getClassifier() + '/';
    for (String library : platform.getLibraries()) {
      packed(inJar + library).ifPresent(entry -> packed.put(library, entry));
    }
    String library = System.mapLibraryName("djl_torch");
    String binding = platform.getApiVersion() + '-' + library;
    packed("jnilib/" + platform.getClassifier() + '/' + platform.getFlavor() + '/' + library)
        .ifPresent(entry -> packed.put(binding, entry));
    return new UnpackedLibraries(folder, packed, binding);
  }

  /**
   * Has to come before DJL looks for graphics processors, which makes folders in a home that is
   * missing.
   *
   * @throws ReferenceException if there is no folder of one's own: DJL would take one among the
   *     temporary files, where anybody could have put anything
   */
  static void requireOwnCache() {
    boolean chosen =
        Stream.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR")
            .map(name -> Utils.getEnvOrSystemProperty(name))
            .anyMatch(value -> value != null && !value.isEmpty());
    Path home = Path.of(System.getProperty("user.home", ""));
    if (!chosen && !Files.isWritable(home)) {
      throw new ReferenceException(
          Text.format(
              "there is no home folder to unpack PyTorch into ('%s' cannot be written): set"
                  + " DJL_CACHE_DIR to a folder of yours",
              home));
    }
  }

  private static Optional<JarEntry> packed(String name) {
    URL url = UnpackedLibraries.class.getClassLoader().getResource(name);
    try {
      return url != null && url.openConnection() instanceof JarURLConnection jar
          ? Optional.ofNullable(jar.getJarEntry())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Path folder() {
    return folder;
  }

  boolean areThere() {
    return Files.isDirectory(folder);
  }

  /**
   * Deletes them if one differs from its packed original, so that they are unpacked again.
   *
   * @param progress is given one line that says which
   * @throws ReferenceException if they cannot be deleted; the message says what to delete
   */
  void verify(Consumer<String> progress) {
    try {
      String now = stamp();
      if (now.equals(read(folder.resolve(STAMP)))) {
        return;
      }
      Optional<String> damage = damage();
      if (damage.isEmpty()) {
        keep(now);
        return;
      }
      progress.accept(Text.format("%s in %s: unpacking it anew", damage.get(), folder));
    } catch (IOException e) {
      throw new ReferenceException(
          Text.format("the unpacked PyTorch in %s is damaged: delete that folder (%s)", folder, e),
          e);
    }
    Utils.deleteQuietly(folder);
    if (areThere()) {
      throw new ReferenceException(
          Text.format("the unpacked PyTorch in %s is damaged: delete that folder", folder));
    }
  }

  private String stamp() throws IOException {
    StringBuilder stamp = new StringBuilder();
    for (String name : packed.keySet()) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
        stamp.append(
            Text.format(
                "%s %d %s %s\n", name, is.size(), is.lastModifiedTime().toInstant(), is.fileKey()));
      }
    }
    return stamp.toString();
  }

  private static String read(Path file) throws IOException {
    return Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
  }

  /** In a folder that cannot be written, they are verified each time. */
  private void keep(String stamp) {
    try {
      Files.writeString(folder.resolve(STAMP), stamp, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return;
    }
  }

  private Optional<String> damage() throws IOException {
    for (Map.Entry<String, JarEntry> each : packed.entrySet()) {
      Path file = folder.resolve(each.getKey());
      JarEntry expected = each.getValue();
      if (each.getKey().equals(binding) && !Files.exists(file)) {
        continue;
      }
      if (!Files.isRegularFile(file)) {
        return Optional.of(each.getKey() + " is missing");
      }
      if (Files.size(file) != expected.getSize()) {
        return Optional.of(
            Text.format(
                "%s is damaged (it has %d bytes, expected %d)",
                each.getKey(), Files.size(file), expected.getSize()));
      }
      if (checksum(file) != expected.getCrc()) {
        return Optional.of(each.getKey() + " is damaged (its checksum is another one)");
      }
    }
    return Optional.empty();
  }

  private static long checksum(Path file) throws IOException {
    CRC32 checksum = new CRC32();
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        checksum.update(buffer, 0, read);
      }
    }
    return checksum.getValue();
  }

  /**
   * Does what unpacks them, alone: others wait. What a run that was killed here left behind is
   * deleted, and so is what this one leaves if it is interrupted.
   */
  <T> T unpacking(Consumer<String> progress, Supplier<T> work) {
    Path cache = Utils.getEngineCacheDir("pytorch");
    try {
      Files.createDirectories(cache);
      try (FileChannel lock =
          FileChannel.open(
              cache.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        if (lock.tryLock() == null) {
          progress.accept("waiting for another process that unpacks PyTorch");
          lock.lock();
        }
        return unpackingAlone(cache, work);
      }
    } catch (IOException e) {
      throw new ReferenceException(
          Text.format(
              "PyTorch cannot be unpacked into %s (%s): set DJL_CACHE_DIR to a folder of yours",
              cache, e),
          e);
    }
  }

  private static <T> T unpackingAlone(Path cache, Supplier<T> work) throws IOException {
    Path note = cache.resolve(LOCK + "-not-ours");
    if (Files.exists(note)) { // a run that was killed
      deleteUnfinished(cache, Set.copyOf(Files.readAllLines(note, StandardCharsets.UTF_8)));
    }
    Set<String> others = unfinished(cache);
    Files.write(note, others, StandardCharsets.UTF_8);
    try (var hook = new ShutdownHook(() -> deleteUnfinished(cache, others), "unpacking")) {
      return work.get();
    } finally {
      Files.deleteIfExists(note);
    }
  }

  /** The folders that DJL unpacks into, before they get their name. */
  private static Set<String> unfinished(Path cache) throws IOException {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> left = Files.newDirectoryStream(cache, "tmp*")) {
      left.forEach(each -> names.add(String.valueOf(each.getFileName())));
    }
    return names;
  }

  /** Again and again: while it ends, DJL may go on for a moment. */
  private static void deleteUnfinished(Path cache, Set<String> others) {
    boolean gone = false;
    for (int i = 0; i < ATTEMPTS && !gone; i++) {
      try {
        Set<String> ours = unfinished(cache);
        ours.removeAll(others);
        for (String name : ours) {
          Utils.deleteQuietly(cache.resolve(name));
        }
        gone = ours.isEmpty();
      } catch (IOException | UncheckedIOException e) {
        gone = false; // something new was put there meanwhile
      }
    }
  }
}
