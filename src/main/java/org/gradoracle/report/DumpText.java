package org.gradoracle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.compare.StoredPair;
import org.gradoracle.dump.ElementType;
import org.gradoracle.dump.StoredTensor;
import org.gradoracle.dump.TensorFile;
import org.gradoracle.dump.TensorFile.Entry;
import org.gradoracle.text.Text;

/** The notebook's table of two files of tensors, by name, and what it comes to. */
public final class DumpText {

  private final TensorFile a;
  private final TensorFile b;

  private int exact;
  private int approximate;
  private int different;
  private int unlike;
  private final List<String> onlyInA = new ArrayList<>();
  private final List<String> onlyInB = new ArrayList<>();

  private DumpText(TensorFile a, TensorFile b) {
    this.a = a;
    this.b = b;
  }

  /**
   * Compares them, tensor by tensor, in the memory of the largest two.
   *
   * @param line takes the lines, as they come
   * @return whether all tensors are in both, in one shape, and approximately equal
   * @throws org.gradoracle.dump.DumpException if a tensor cannot be read
   */
  public static boolean print(TensorFile a, TensorFile b, Consumer<String> line) {
    return new DumpText(a, b).print(line);
  }

  private boolean print(Consumer<String> line) {
    for (Entry entry : a.entries()) {
      b.find(entry.name())
          .ifPresentOrElse(
              other -> line.accept(line(entry, other)), () -> onlyInA.add(entry.name()));
    }
    for (Entry entry : b.entries()) {
      if (a.find(entry.name()).isEmpty()) {
        onlyInB.add(entry.name());
      }
    }
    onlyInA.forEach(name -> line.accept(line(name, "only in A")));
    onlyInB.forEach(name -> line.accept(line(name, "only in B")));
    line.accept("");
    line.accept(summary());
    return different + unlike + onlyInA.size() + onlyInB.size() == 0;
  }

  private String line(Entry entry, Entry other) {
    if (!entry.shape().equals(other.shape())) {
      unlike++;
      return line(
          entry.name(),
          Text.format("shape %s in A, %s in B", entry.shapeText(), other.shapeText()));
    }
    StoredTensor first = a.read(entry.name());
    StoredTensor second = b.read(entry.name());
    StoredPair pair = StoredPair.of(first, second);
    if (pair.comparison().exact()) {
      exact++;
    } else if (pair.comparison().approximate()) {
      approximate++;
    } else {
      different++;
    }
    String types =
        entry.type() == other.type()
            ? ""
            : " | " + entry.type() + " in A, " + other.type() + " in B";
    return line(
        entry.name(),
        TextReport.cells(pair.comparison())
            + (pair.comparison().exact() ? "" : " | " + worst(pair, first, second))
            + types);
  }

  private static String line(String name, String cells) {
    return Text.format("%-15s | %s", name, cells);
  }

  private static String worst(StoredPair pair, StoredTensor first, StoredTensor second) {
    return Text.format(
        "worst at %s: %s, %s%s | %d of %d differ",
        first.shape().position(pair.worst()),
        number(first, pair.worst()),
        number(second, pair.worst()),
        Double.isFinite(pair.ulps()) ? " (" + ulps(pair.ulps()) + " ULP)" : "",
        pair.differing(),
        first.size());
  }

  /** Small counts in full, large ones as their size. */
  private static String ulps(double ulps) {
    return ulps < 1e6 ? Text.format("%.0f", ulps) : Text.format("%.1e", ulps);
  }

  private static String number(StoredTensor tensor, int index) {
    ElementType type = tensor.entry().type();
    return type.isFloat()
        ? PythonNumber.repr(tensor.at(index), type.dtype())
        : String.valueOf(tensor.wholeAt(index));
  }

  private String summary() {
    List<String> parts = new ArrayList<>();
    add(parts, exact, "equal");
    add(parts, approximate, "approximately equal (within 1e-8 + 1e-5 of B's)");
    add(parts, different, "different");
    add(parts, unlike, "of another shape");
    add(parts, onlyInA.size(), "only in A");
    add(parts, onlyInB.size(), "only in B");
    int all = exact + approximate + different + unlike + onlyInA.size() + onlyInB.size();
    return Text.counted(all, "tensor") + ": " + String.join(", ", parts);
  }

  private static void add(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }
}
