package org.gradoracle.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Two things that do the same, or of which one holds the other.
 *
 * @param goal the greatest ratio that is wanted, or 0
 */
record Comparison(String name, Side ours, Side theirs, double goal) {

  /** A method of a benchmark. */
  record Side(String name, String method, Map<String, String> parameters, String... arguments) {}

  /**
   * What was measured of one.
   *
   * @param ours milliseconds, one number for each round
   * @param theirs the same
   */
  record Measured(Comparison of, List<Double> ours, List<Double> theirs) {

    double ratio() {
      double[] ratios = new double[ours.size()];
      Arrays.setAll(ratios, i -> ours.get(i) / theirs.get(i));
      return median(ratios);
    }

    static double median(List<Double> values) {
      return median(values.stream().mapToDouble(x -> x).toArray());
    }

    private static double median(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
  }

  /**
   * How long to measure.
   *
   * @param rounds of both sides in turn
   * @param warmups iterations before those that count: until C2 has compiled all that is run
   * @param iterations those that count
   * @param milliseconds of an iteration
   */
  record Effort(int rounds, int warmups, int iterations, long milliseconds) {}

  /** Both in turn, as many rounds as asked for, each in a process of its own. */
  Measured measure(Effort effort) throws RunnerException {
    List<Double> first = new ArrayList<>();
    List<Double> second = new ArrayList<>();
    for (int i = 0; i < effort.rounds(); i++) {
      first.add(milliseconds(ours, effort));
      second.add(milliseconds(theirs, effort));
    }
    return new Measured(this, first, second);
  }

  private static double milliseconds(Side side, Effort effort) throws RunnerException {
    TimeValue time = TimeValue.milliseconds(effort.milliseconds());
    boolean processes = side.method().startsWith(ProcessBenchmark.class.getSimpleName());
    OptionsBuilder options = new OptionsBuilder();
    options
        .include("\\." + side.method().replace(".", "\\.") + "$")
        .mode(processes ? Mode.SingleShotTime : Mode.AverageTime)
        .timeUnit(TimeUnit.MILLISECONDS)
        .forks(1)
        .warmupIterations(processes ? 1 : effort.warmups())
        .warmupTime(time)
        .measurementIterations(processes ? 3 : effort.iterations())
        .measurementTime(time)
        .shouldFailOnError(true)
        .jvmArgsAppend(side.arguments());
    side.parameters().forEach(options::param);
    RunResult result = new Runner(options.build()).runSingle();
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }
}
