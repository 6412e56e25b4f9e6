package org.gradoracle.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gradoracle.check.CaseNumbers;
import org.gradoracle.check.Finding.Kind;
import org.gradoracle.check.FormulaResult;
import org.gradoracle.compare.Comparison;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.compare.TensorPair;
import org.gradoracle.diagnose.Diagnosis;
import org.gradoracle.diagnose.Explanation;
import org.gradoracle.program.Input;
import org.gradoracle.program.Step;
import org.gradoracle.program.Var;
import org.gradoracle.tensor.Shape;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Float64Comparison;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.Judged;
import org.gradoracle.verdict.NetworkResult;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.StepResult;
import org.gradoracle.verdict.Verdict;

/**
 * The report for machines, as {@code docs/report.schema.json} describes it.
 *
 * <p>Numbers read back as the same doubles; those that are not finite are the strings {@code
 * "nan"}, {@code "inf"} and {@code "-inf"}, as JSON has none.
 */
final class JsonReport {

  /** What the first member says: the kind of file. */
  static final String FORMAT = "gradoracle-report";

  /** The same of a check of formulas. */
  static final String CHECK_FORMAT = "gradoracle-check";

  /** Counts up when a reader of the old form would misread the new one. */
  static final int VERSION = 1;

  /** How many of a row's elements are reported. */
  private static final int WORST = 5;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final Report report;
  private final Map<String, List<String>> spoiled;

  private JsonReport(Report report) {
    this.report = report;
    this.spoiled = report.spoiled();
  }

  /** The whole text, ended by a line feed. */
  public static String of(Report report) {
    return GSON.toJson(new JsonReport(report).json()) + "\n";
  }

  private JsonObject json() {
    JsonObject json = head(FORMAT, report.tool());
    judged(json);
    NetworkResult network = report.result().network();
    JsonObject loss = new JsonObject();
    loss.add("ours", number(network.loss()));
    loss.add("reference", number(network.referenceLoss()));
    json.add("loss", loss);
    body(json);
    return json;
  }

  /** The whole text on a check of formulas, ended by a line feed. */
  static String of(CheckReport check) {
    JsonObject json = head(CHECK_FORMAT, check.tool());
    json.addProperty("passed", check.passed());
    json.addProperty("verdict", check.headline());
    json.add("facts", facts(check.facts()));
    json.add("formulas", check.json());
    json.add("problems", strings(check.problems()));
    return GSON.toJson(json) + "\n";
  }

  /** One of the formulas. */
  static JsonObject formula(Report report) {
    JsonReport writer = new JsonReport(report);
    JsonObject json = new JsonObject();
    json.addProperty("name", report.title());
    writer.judged(json);
    writer.body(json);
    json.add(
        "samples",
        array(report.samples().map(FormulaResult::cases).orElse(List.of()), JsonReport::sample));
    return json;
  }

  private static JsonObject head(String format, String tool) {
    JsonObject json = new JsonObject();
    json.addProperty("format", format);
    json.addProperty("version", VERSION);
    json.addProperty("tool", tool);
    return json;
  }

  private void judged(JsonObject json) {
    json.addProperty("passed", report.passed());
    json.addProperty("verdict", report.headline());
    json.add("facts", facts(report.facts()));
    json.addProperty("dtype", report.result().network().dtype().toString());
  }

  private void body(JsonObject json) {
    json.add("inputs", array(report.program().inputs(), JsonReport::input));
    json.add("steps", array(report.program().steps(), JsonReport::step));
    json.add("rules", array(report.result().local(), this::step));
    json.add("rows", array(report.result().network().gradients(), this::gradient));
  }

  private static JsonObject facts(Map<String, String> facts) {
    JsonObject json = new JsonObject();
    facts.forEach(json::addProperty);
    return json;
  }

  private static JsonObject sample(CaseNumbers numbers) {
    JsonObject json = new JsonObject();
    json.addProperty("sample", numbers.at().toString());
    json.addProperty("again", numbers.at().command());
    json.add("sizes", array(numbers.sizes(), size -> new JsonPrimitive(size.drawn())));
    json.add("rules", lines(numbers, Kind.RULE));
    json.add("rows", lines(numbers, Kind.GRADIENT));
    return json;
  }

  private static JsonArray lines(CaseNumbers numbers, Kind kind) {
    return array(
        numbers.lines().stream().filter(line -> line.kind() == kind).toList(), JsonReport::line);
  }

  private static JsonObject line(CaseNumbers.Line line) {
    JsonObject json = new JsonObject();
    json.addProperty(line.kind() == Kind.RULE ? "id" : "name", line.name());
    json.addProperty("status", line.status().toString());
    json.addProperty("undecidable", line.undecidable());
    line.comparison().ifPresent(found -> comparison(json, found));
    line.float64()
        .ifPresent(
            found -> {
              json.add("difference", number(found.difference()));
              json.add("sensitivity", number(found.sensitivity()));
            });
    line.float32().ifPresent(found -> json.add("float32Error", number(found.error())));
    return json;
  }

  private static void comparison(JsonObject json, Comparison comparison) {
    json.addProperty("exact", comparison.exact());
    json.addProperty("approximate", comparison.approximate());
    json.add("maxdiff", number(comparison.maxdiff()));
  }

  private static JsonObject input(Input input) {
    JsonObject json = new JsonObject();
    json.addProperty("name", input.name());
    json.add("shape", shape(input.value().shape()));
    json.addProperty("constant", input.constant());
    return json;
  }

  private static JsonObject step(Step step) {
    JsonObject json = new JsonObject();
    json.addProperty("name", step.name());
    json.add("inputs", strings(step.inputs().stream().map(Var::name).toList()));
    return json;
  }

  private JsonObject step(StepResult result) {
    JsonObject json = new JsonObject();
    json.addProperty("id", result.name());
    json.addProperty("step", result.step());
    if (result instanceof RuleResult rule) {
      json.addProperty("input", rule.input());
    }
    judged(json, result);
    if (result instanceof RuleResult rule && !rule.alternatives().isEmpty()) {
      json.add("alternatives", strings(rule.alternatives()));
    }
    measured(json, result);
    result
        .verdict()
        .diagnosis()
        .ifPresent(found -> json.add("diagnosis", diagnosis(result.verdict(), found)));
    return json;
  }

  private JsonObject gradient(GradientResult result) {
    JsonObject json = new JsonObject();
    json.addProperty("name", result.name());
    judged(json, result);
    json.add("spoiledBy", strings(spoiled.getOrDefault(result.name(), List.of())));
    result.gradients().ifPresent(pair -> json.add("gradient", pair(pair)));
    json.add("value", pair(result.values()));
    measured(json, result);
    return json;
  }

  private void judged(JsonObject json, Judged judged) {
    json.add("shape", shape(judged.shape()));
    json.addProperty("status", judged.status().toString());
    json.addProperty("reason", judged.verdict().reason());
    report
        .deciding(judged)
        .ifPresent(finding -> json.addProperty("decidedAt", finding.at().toString()));
  }

  private static void measured(JsonObject json, Judged judged) {
    judged
        .verdict()
        .float64()
        .ifPresent(found -> json.add("proof", float64(found, judged.shape())));
    judged.verdict().float32().ifPresent(found -> json.add("float32", float32(found)));
  }

  private static JsonObject pair(TensorPair pair) {
    JsonObject json = new JsonObject();
    Comparison comparison = pair.comparison();
    json.addProperty("dtype", pair.ours().dtype().toString());
    comparison(json, comparison);
    json.add("worst", array(pair.worst(WORST), index -> element(pair, index)));
    return json;
  }

  private static JsonObject element(TensorPair pair, int index) {
    JsonObject json = new JsonObject();
    json.addProperty("at", pair.ours().shape().position(index));
    json.add("ours", number(pair.ours().at(index)));
    json.add("reference", number(pair.reference().at(index)));
    json.add("ulps", number(pair.ulps(index)));
    return json;
  }

  private static JsonObject float64(Float64Comparison float64, Shape shape) {
    JsonObject json = new JsonObject();
    json.add("difference", number(float64.difference()));
    json.add("sensitivity", number(float64.sensitivity()));
    json.addProperty("verified", float64.verified());
    json.addProperty("elements", float64.elements());
    json.addProperty("at", shape.position(float64.worst()));
    json.add("ours", number(float64.ours()));
    json.add("reference", number(float64.reference()));
    return json;
  }

  private static JsonObject float32(Float32Error float32) {
    JsonObject json = new JsonObject();
    json.add("error", number(float32.error()));
    json.add("referenceError", number(float32.referenceError()));
    json.add("limit", number(float32.limit()));
    json.add("multiple", number(float32.multiple()));
    json.add("ulps", number(float32.ulps()));
    return json;
  }

  private static JsonObject diagnosis(Verdict verdict, Diagnosis diagnosis) {
    JsonObject json = new JsonObject();
    json.add(
        "explanations", strings(verdict.explanations().stream().map(Explanation::text).toList()));
    json.addProperty("upstream", diagnosis.upstream());
    json.addProperty("at", diagnosis.position());
    json.add("ours", number(diagnosis.ours()));
    json.add("reference", number(diagnosis.reference()));
    json.addProperty("differing", diagnosis.differing());
    json.addProperty("elements", diagnosis.elements());
    json.addProperty("arbitration", diagnosis.arbitration());
    return json;
  }

  private static <T> JsonArray array(List<T> list, Function<T, ? extends JsonElement> each) {
    JsonArray json = new JsonArray();
    list.forEach(item -> json.add(each.apply(item)));
    return json;
  }

  private static JsonArray strings(List<String> list) {
    return array(list, JsonPrimitive::new);
  }

  static JsonArray shape(Shape shape) {
    JsonArray json = new JsonArray();
    for (int axis = 0; axis < shape.rank(); axis++) {
      json.add(shape.dim(axis));
    }
    return json;
  }

  private static JsonElement number(double value) {
    String text = PythonNumber.repr(value);
    // a number that is read keeps its text; one that is given has the digits of this JDK
    return Double.isFinite(value) ? JsonParser.parseString(text) : new JsonPrimitive(text);
  }
}
