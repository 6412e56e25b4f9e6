package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.gradoracle.dump.TensorFile;
import org.gradoracle.report.Changes;
import org.gradoracle.report.Changes.Direction;
import org.gradoracle.report.DumpText;
import org.gradoracle.report.Format;
import org.gradoracle.report.StoredReport;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What changed between two runs, where nothing may get worse; or two files of tensors. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two reports in JSON, or two files of tensors.",
      "Of reports, both of 'report' or both of 'check', it lists every row and rule whose verdict,"
          + " exactness or error changed. The exit code is 1 if one got worse: it was right or exact"
          + " and is not any more, its error is larger, it is gone, or it is new and not right.",
      "Files of tensors (.npy, .npz, .safetensors, a folder of .npy, a manifest of raw numbers) are"
          + " compared by name, as torch.equal and torch.allclose do. The exit code is 1 if a tensor"
          + " is missing, has another shape, or is not approximately equal."
    })
final class CompareCommand implements Callable<Integer> {

  /** 16 MiB: a report of the notebook's network has 50 KB, a check of all formulas 2 MB. */
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  @Parameters(index = "0", paramLabel = "A", description = "The earlier report, or tensors.")
  private Path before = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "B",
      description = "The later one, or the tensors that A should equal.")
  private Path after = Path.of("");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    for (Path folder : List.of(before, after)) {
      Path report = folder.resolve(Format.JSON.file());
      if (Files.isRegularFile(report)) {
        throw new InvalidInputException(
            Text.format("'%s' is a folder with a report: name '%s'", folder, report));
      }
    }
    boolean tensors = TensorFile.is(before);
    if (tensors == TensorFile.is(after)) {
      return tensors ? tensors() : reports();
    }
    Path held = tensors ? before : after;
    Path other = tensors ? after : before;
    if (!Files.exists(other)) {
      throw new InvalidInputException("there is no '" + other + "'");
    }
    throw new InvalidInputException(
        Text.format(
            Files.isDirectory(held)
                ? "'%s' is a directory: name a report, as '%s' is, or two folders of tensors"
                : "'%s' holds tensors and '%s' does not: compare two reports, or two files of tensors",
            held,
            other));
  }

  private int tensors() {
    PrintWriter out = spec.commandLine().getOut();
    try (TensorFile a = TensorFile.open(before);
        TensorFile b = TensorFile.open(after)) {
      if (a.entries().isEmpty() && b.entries().isEmpty()) {
        throw new InvalidInputException(
            Text.format("there are no tensors in '%s' and '%s'", before, after));
      }
      boolean alike = DumpText.print(a, b, line -> out.print(line + "\n"));
      out.flush();
      return alike ? ExitCode.PASS : ExitCode.WRONG;
    }
  }

  private int reports() {
    StoredReport earlier = read(before);
    StoredReport later = read(after);
    if (!earlier.command().equals(later.command())) {
      throw new InvalidInputException(
          Text.format(
              "'%s' was written by '%s' and '%s' by '%s': both must be of the same command",
              before, earlier.command(), after, later.command()));
    }
    if (!earlier.dtype().equals(later.dtype())) {
      throw new InvalidInputException(
          Text.format(
              "'%s' compares in %s and '%s' in %s: run both with the same --dtype",
              before, earlier.dtype(), after, later.dtype()));
    }
    Changes changes = Changes.between(earlier, later);
    PrintWriter out = spec.commandLine().getOut();
    out.print(changes.text());
    out.flush();
    return changes.count(Direction.WORSE) == 0 ? ExitCode.PASS : ExitCode.WRONG;
  }

  private static StoredReport read(Path file) {
    try {
      return StoredReport.of(text(file));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(Text.format("'%s': %s", file, e.getMessage()));
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(
          Text.format("'%s' is not UTF-8: name a report written by '--format json'", file));
    } catch (IOException e) {
      String why =
          Files.isDirectory(file)
              ? "is a directory"
              : Files.exists(file) ? "cannot be read" : "does not exist";
      throw new InvalidInputException(
          Text.format("'%s' %s: name a report written by '--format json'", file, why));
    }
  }

  /** A pipe is as good as a file; no more is read than a report has. */
  private static String text(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new InvalidInputException(
          Text.format(
              "'%s' is too large for a report: expected at most %d bytes", file, MAX_BYTES));
    }
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
