package org.gradoracle.exchange;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.gradoracle.check.CaseResult;
import org.gradoracle.check.Collected;
import org.gradoracle.check.DrawnCase;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.check.NumberedCase;
import org.gradoracle.check.ReturnedCase;
import org.gradoracle.dump.StoredTensor;
import org.gradoracle.dump.TensorFile;
import org.gradoracle.formula.Formula;
import org.gradoracle.formula.Samples;
import org.gradoracle.judge.Given;
import org.gradoracle.judge.GivenCheck;
import org.gradoracle.reference.Reference;
import org.gradoracle.text.InvalidInputException;
import org.gradoracle.text.Text;

/** Judges what another program made of an exported case. */
public final class Judgement {

  /**
   * What was found.
   *
   * @param result of all samples together
   * @param shown the sample that shows it best
   */
  public record JudgedSamples(FormulaResult result, CaseResult shown) {}

  private final Path exported;
  private final Manifest manifest;

  /** The numbers of the samples to judge. */
  private final List<Integer> numbers;

  private final Map<Integer, Path> places;

  private Judgement(
      Path exported, Manifest manifest, List<Integer> numbers, Map<Integer, Path> places) {
    this.exported = exported;
    this.manifest = manifest;
    this.numbers = numbers;
    this.places = places;
  }

  /**
   * Finds out what there is to judge.
   *
   * @param exported the folder of the case
   * @param given what the other program made
   * @param only the number of the one sample to judge, instead of all
   * @throws InvalidInputException if there is no case, or nothing for any of its samples
   */
  public static Judgement of(Path exported, Path given, Optional<Integer> only) {
    Manifest manifest = Manifest.read(exported);
    if (exported.toAbsolutePath().normalize().equals(given.toAbsolutePath().normalize())) {
      throw new InvalidInputException(
          "'" + given + "' is the case itself: expected what your program wrote, elsewhere");
    }
    List<Integer> numbers = manifest.numbers();
    Map<Integer, Path> places = Returned.places(given, numbers);
    if (only.isPresent() && !places.containsKey(only.get())) {
      throw new InvalidInputException(
          numbers.contains(only.get())
              ? Text.format("'%s' has nothing for '%s'", given, ExportedSample.name(only.get()))
              : Text.format(
                  "'%s' has no sample %d, it has %d", exported, only.get(), numbers.size()));
    }
    return new Judgement(exported, manifest, only.map(List::of).orElse(numbers), places);
  }

  /** The name of the formula's class. */
  public String className() {
    return manifest.className();
  }

  /** The name of the formula. */
  public String formula() {
    return manifest.formula();
  }

  /** The seed of all samples. */
  public long seed() {
    return manifest.seed();
  }

  /** What the result does not say: how many samples it is not of, or there was nothing for. */
  public Optional<String> part() {
    List<Integer> exported = manifest.numbers();
    if (numbers.size() < exported.size()) {
      return Optional.of(
          Text.format(
              "%d of %d samples, %d of %d kinds judged",
              numbers.size(), exported.size(), kinds(numbers), kinds(exported)));
    }
    List<String> without =
        numbers.stream()
            .filter(number -> !places.containsKey(number))
            .map(ExportedSample::name)
            .toList();
    return without.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "nothing was given for %d of %d samples: %s",
                without.size(), numbers.size(), String.join(", ", without)));
  }

  private static long kinds(List<Integer> numbers) {
    return numbers.stream().map(Samples::kind).distinct().count();
  }

  /**
   * Judges all samples.
   *
   * @param formula of the name that the case has
   * @param command judges the sample of this number alone
   * @throws InvalidInputException if the formula, or the case's files, are not what was exported,
   *     or what is given cannot be used
   * @throws org.gradoracle.dump.DumpException if a file cannot be used
   * @throws org.gradoracle.check.FormulaException if the formula gives no program
   */
  public JudgedSamples run(Formula formula, Reference reference, IntFunction<String> command) {
    long start = System.nanoTime();
    List<CaseResult> results = new ArrayList<>();
    List<Double> scales = new ArrayList<>();
    for (int number : numbers) {
      ExportedSample sample = ExportedSample.of(new NumberedCase(formula, manifest.seed(), number));
      results.add(judged(sample, Optional.ofNullable(places.get(number)), reference, command));
      scales.add(sample.roles().scale());
    }
    Collected all = new Collected();
    List<CaseResult> named = Suspicion.named(results, scales, reference);
    named.forEach(all::take);
    FormulaResult result = all.result(formula.name(), Duration.ofNanos(System.nanoTime() - start));
    return new JudgedSamples(
        result,
        named.stream().filter(each -> each.at().equals(result.shown())).findFirst().orElseThrow());
  }

  private CaseResult judged(
      ExportedSample sample,
      Optional<Path> place,
      Reference reference,
      IntFunction<String> command) {
    requireUnchanged(sample);
    Given result =
        place
            .map(there -> Returned.read(there, sample))
            .orElseGet(() -> Returned.nothing(sample.roles()));
    DrawnCase drawn = sample.drawn();
    return CaseResult.of(
        new DrawnCase(
            new ReturnedCase(sample.at(), command.apply(sample.at().number())),
            drawn.sizes(),
            drawn.program()),
        program -> GivenCheck.run(program, reference, result));
  }

  /** Neither the formula nor the files. */
  private void requireUnchanged(ExportedSample sample) {
    String then =
        manifest.samples().stream()
            .filter(stamp -> stamp.number() == sample.at().number())
            .map(Manifest.Stamp::digest)
            .findFirst()
            .orElseThrow();
    if (!then.equals(sample.digest())) {
      throw new InvalidInputException(
          Text.format(
              "'%s' was exported from another '%s' than that of today: %s has other inputs, shapes"
                  + " or values; export it again",
              exported, formula(), sample.name()));
    }
    Path folder = exported.resolve(sample.name());
    try (TensorFile file = TensorFile.open(manifest.layout().place(folder, Layout.INPUTS))) {
      for (StoredTensor each : sample.given()) {
        StoredTensor found = file.read(each.entry().name());
        Returned.requireSame(folder, each.entry().name(), found, each.toDoubleTensor());
      }
    }
  }
}
