package org.gradoracle.dump;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.gradoracle.text.Text;

/** Which bytes of a file belong to which tensor. */
final class Extents {

  private record Extent(String name, long from, long to) {}

  private final List<Extent> extents = new ArrayList<>();

  void add(String name, long from, long to) {
    extents.add(new Extent(name, from, to));
  }

  /** Requires that no byte belongs to two tensors. */
  void requireApart(Path file) {
    long end = 0;
    String before = "";
    for (Extent each : sorted()) {
      if (each.from() < end) {
        throw DumpException.of(
            file,
            each.name(),
            Text.format(
                "begins at byte %d, within '%s', which ends at %d", each.from(), before, end));
      }
      end = each.to();
      before = DumpException.shortened(each.name());
    }
  }

  /** Requires that every byte belongs to exactly one tensor. */
  void requireNoGaps(Path file, long size) {
    requireApart(file);
    long end = 0;
    for (Extent each : sorted()) {
      if (each.from() > end) {
        throw DumpException.of(
            file,
            Text.format(
                "has %d bytes before '%s' that belong to no tensor",
                each.from() - end, DumpException.shortened(each.name())));
      }
      end = each.to();
    }
    if (end < size) {
      throw DumpException.of(
          file, Text.format("has %d bytes at its end that belong to no tensor", size - end));
    }
  }

  private List<Extent> sorted() {
    extents.sort(Comparator.comparingLong(Extent::from).thenComparingLong(Extent::to));
    return extents;
  }
}
