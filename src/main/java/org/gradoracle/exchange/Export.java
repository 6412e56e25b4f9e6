package org.gradoracle.exchange;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gradoracle.check.NumberedCase;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Samples;
import org.gradoracle.output.WholeFolder;
import org.gradoracle.reference.Reference;
import org.gradoracle.text.InvalidInputException;

/**
 * Writes the samples of a formula's check for a program in any language: a folder for each, with
 * the inputs and the gradient of the output, and beside them a manifest.
 *
 * @param formula whose samples
 * @param seed of the samples
 * @param only the number of the one sample, instead of all
 * @param layout of the files
 */
public record Export(Formula formula, long seed, Optional<Integer> only, Layout layout) {

  /**
   * Writes the case, whole or not at all.
   *
   * @param tool what writes it, with its version
   * @param answers gives the values and gradients that are written as well, if they are
   * @return how many samples were written
   * @throws InvalidInputException if the folder is there already, or cannot be made
   * @throws org.gradoracle.check.FormulaException if the formula gives no program
   * @throws org.gradoracle.dump.DumpException if a value's name cannot be a file's
   */
  public int write(Path output, String tool, Optional<Reference> answers) {
    try (WholeFolder folder = WholeFolder.of(output)) {
      List<ExportedSample> samples = new ArrayList<>();
      for (int number = only.orElse(1); number <= only.orElse(Samples.round()); number++) {
        ExportedSample sample = ExportedSample.of(new NumberedCase(formula, seed, number));
        samples.add(sample);
        folder.stage(
            path -> {
              Path at = Files.createDirectory(path.resolve(sample.name()));
              layout.write(layout.place(at, Layout.INPUTS), sample.given());
              if (answers.isPresent()) {
                layout.write(layout.place(at, Layout.ANSWERS), sample.answers(answers.get()));
              }
            });
      }
      folder.stage(
          path -> {
            write(path.resolve(Manifest.FILE), Manifest.json(tool, layout, samples));
            write(path.resolve(Manifest.INDEX), Manifest.index(samples));
          });
      folder.commit();
      return samples.size();
    }
  }

  private static void write(Path file, String text) throws java.io.IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
