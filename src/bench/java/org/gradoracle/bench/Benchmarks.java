package org.gradoracle.bench;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gradoracle.bench.Comparison.Effort;
import org.gradoracle.bench.Comparison.Measured;
import org.gradoracle.bench.Comparison.Side;
import org.gradoracle.text.Text;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures all comparisons, or those whose names contain a word, and writes {@code results.json},
 * {@code results.md} and {@code cost.svg} into {@code target/bench}.
 *
 * <pre>{@code
 * ./mvnw -Pbench test-compile exec:exec
 * ./mvnw -Pbench test-compile exec:exec -Dbench.args="--brief"
 * ./mvnw -Pbench test-compile exec:exec -Dbench.args="product"
 * }</pre>
 */
public final class Benchmarks {

  private static final Effort EFFORT = new Effort(3, 12, 5, 400);

  /** To see that everything runs. */
  private static final Effort BRIEF = new Effort(1, 1, 1, 100);

  private static final String NATIVE = "-Dgradoracle.kernels=native";
  private static final String SMALL = "32x64x10x3";
  private static final String MIDDLE = "256x256x32x4";
  private static final String LARGE = "2048x1024x128x4";

  private Benchmarks() {}

  public static void main(String[] args) throws IOException, RunnerException {
    List<String> words =
        Stream.of(args)
            .flatMap(arg -> Stream.of(arg.split(" ", -1)))
            .filter(w -> !w.isBlank())
            .toList();
    Effort effort = words.contains("--brief") ? BRIEF : EFFORT;
    List<String> names = words.stream().filter(word -> !word.startsWith("--")).toList();
    List<Measured> all = new ArrayList<>();
    for (Comparison each : comparisons()) {
      if (names.isEmpty() || names.stream().anyMatch(each.name()::contains)) {
        all.add(each.measure(effort));
      }
    }
    Path folder = Files.createDirectories(Path.of("target", "bench"));
    String table = table(all);
    Files.writeString(folder.resolve("results.json"), json(all));
    Files.writeString(folder.resolve("results.md"), table);
    Files.writeString(folder.resolve("cost.svg"), Plot.of(all));
    System.out.println(table);
  }

  private static List<Comparison> comparisons() {
    List<Comparison> all = new ArrayList<>();
    all.add(step("notebook-fused", SMALL, "native", 0.5));
    all.add(step("notebook", SMALL, "native", 0));
    all.add(step("notebook-fused", SMALL, "reproducible", 0));
    all.add(step("notebook-fused", MIDDLE, "native", 0));
    all.add(step("notebook-fused", MIDDLE, "reproducible", 0));
    all.add(step("notebook-fused", LARGE, "native", 2.5));
    all.add(step("notebook-fused", LARGE, "reproducible", 1));
    all.add(step("gpt", "2 layers, 4 heads, 64 channels, context 16, batch 8", "native", 0));
    for (int size = 64; size <= 1024; size *= 2) {
      Map<String, String> parameters = Map.of("size", String.valueOf(size));
      all.add(
          new Comparison(
              "product, " + size + "³",
              new Side("plain arrays", "ProductBenchmark.plain", parameters),
              new Side("torch, native", "ProductBenchmark.torch", parameters, NATIVE),
              0));
    }
    Side reference = new Side("one run in the reference", "CheckBenchmark.reference", Map.of());
    all.add(
        new Comparison(
            "all rule checks of the notebook",
            new Side("30 rules", "CheckBenchmark.rules", Map.of()),
            reference,
            0));
    all.add(
        new Comparison(
            "both checks of the notebook",
            new Side("network and rules", "CheckBenchmark.all", Map.of()),
            reference,
            0));
    all.add(
        new Comparison(
            "whole process",
            new Side("report", "ProcessBenchmark.report", Map.of()),
            new Side("BareEngine", "ProcessBenchmark.engine", Map.of()),
            2));
    return all;
  }

  private static Comparison step(String network, String size, String kernels, double goal) {
    Map<String, String> parameters =
        network.equals("gpt")
            ? Map.of("network", network)
            : Map.of("network", network, "size", size);
    String[] arguments = kernels.equals("native") ? new String[] {NATIVE} : new String[0];
    return new Comparison(
        "step of " + network + ", " + size,
        new Side("plain arrays", "StepBenchmark.plain", parameters),
        new Side("torch, " + kernels, "StepBenchmark.torch", parameters, arguments),
        goal);
  }

  private static String table(List<Measured> all) throws IOException {
    StringBuilder table = new StringBuilder();
    table.append(machine()).append("\n\n");
    table.append("| | first | ms | second | ms | ratio | goal |\n");
    table.append("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (Measured each : all) {
      Comparison of = each.of();
      table.append(
          Text.format(
              "| %s | %s | %.3g | %s | %.3g | %.2g | %s |\n",
              of.name(),
              of.ours().name(),
              Measured.median(each.ours()),
              of.theirs().name(),
              Measured.median(each.theirs()),
              each.ratio(),
              of.goal() == 0 ? "" : Text.format("%.2g", of.goal())));
    }
    return table.toString();
  }

  private static String json(List<Measured> all) throws IOException {
    List<Object> results = new ArrayList<>();
    for (Measured each : all) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("name", each.of().name());
      result.put("first", each.of().ours().name());
      result.put("firstMilliseconds", each.ours());
      result.put("second", each.of().theirs().name());
      result.put("secondMilliseconds", each.theirs());
      result.put("ratio", each.ratio());
      results.add(result);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("machine", machine());
    document.put("results", results);
    return new GsonBuilder().setPrettyPrinting().create().toJson(document) + "\n";
  }

  /** The processor, by what Linux says of it. */
  private static String machine() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    Map<String, String> facts = new LinkedHashMap<>();
    if (Files.isReadable(info)) {
      for (String line : Files.readAllLines(info)) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          facts.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
      }
    }
    return Text.format(
        "%s, family %s, model %s, %d processors; Java %s",
        facts.getOrDefault("model name", System.getProperty("os.arch")),
        facts.getOrDefault("cpu family", "?"),
        facts.getOrDefault("model", "?"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version());
  }
}
