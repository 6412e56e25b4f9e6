package org.gradoracle.exchange;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.gradoracle.dump.StoredTensor;
import org.gradoracle.dump.TensorWriter;

/** How a sample's tensors are laid out in its folder. */
public enum Layout {
  /** A file for each. */
  NPY {
    @Override
    Path place(Path sample, String what) {
      return what.equals(INPUTS) ? sample : sample.resolve(what);
    }

    @Override
    void write(Path place, List<StoredTensor> tensors) throws IOException {
      Files.createDirectories(place);
      for (StoredTensor tensor : tensors) {
        try (OutputStream out = open(place.resolve(TensorWriter.fileName(tensor.entry().name())))) {
          TensorWriter.npy(out, tensor);
        }
      }
    }
  },
  /** One archive, as {@code numpy.savez} makes it. */
  NPZ {
    @Override
    void write(Path place, List<StoredTensor> tensors) throws IOException {
      try (OutputStream out = open(place)) {
        TensorWriter.npz(out, tensors);
      }
    }
  },
  /** One file, as the library of that name makes it. */
  SAFETENSORS {
    @Override
    void write(Path place, List<StoredTensor> tensors) throws IOException {
      try (OutputStream out = open(place)) {
        TensorWriter.safetensors(out, tensors);
      }
    }
  };

  /** What is given to the other program. */
  static final String INPUTS = "inputs";

  /** What the reference says. */
  static final String ANSWERS = "answers";

  /**
   * Where tensors are: a file, or a folder of files.
   *
   * @param sample the sample's folder
   * @param what {@link #INPUTS} or {@link #ANSWERS}
   */
  Path place(Path sample, String what) {
    return sample.resolve(what + "." + name().toLowerCase(Locale.ROOT));
  }

  /** Writes tensors to their place. */
  abstract void write(Path place, List<StoredTensor> tensors) throws IOException;

  private static OutputStream open(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file));
  }
}
