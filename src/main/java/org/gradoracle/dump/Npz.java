package org.gradoracle.dump;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** A zip archive of {@code .npy} files, each called as its tensor is. */
final class Npz {

  private Npz() {}

  static List<TensorLocation> read(InputFile file) throws IOException {
    List<TensorLocation> tensors = new ArrayList<>();
    for (Zip.Member member : Zip.members(file)) {
      tensors.add(read(file, member));
    }
    return tensors;
  }

  private static TensorLocation read(InputFile file, Zip.Member member) throws IOException {
    if (!member.name().endsWith(Npy.SUFFIX)) {
      throw DumpException.of(
          file.path(),
          "is a zip archive, but no .npz: '"
              + DumpException.shortened(member.name())
              + "' is not an .npy file (of PyTorch's own files, save the tensors as .safetensors)");
    }
    String name =
        TensorNames.valid(
            file.path(), member.name().substring(0, member.name().length() - Npy.SUFFIX.length()));
    NpyHeader header;
    try (InputStream in = Zip.open(file, member)) {
      header = NpyHeader.read(in, file.path(), name);
    } catch (IOException e) {
      throw DumpException.of(file.path(), name, e);
    }
    header.requireSize(member.size(), file.path());
    return new TensorLocation(
        header.entry(),
        header.order(),
        () -> {
          InputStream in = Zip.open(file, member);
          in.skipNBytes(header.length());
          return in;
        });
  }
}
