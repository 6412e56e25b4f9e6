package org.gradoracle.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.gradoracle.compare.PythonNumber;
import org.gradoracle.compare.TensorPair;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.text.Text;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.Judged;
import org.gradoracle.verdict.RuleResult;
import org.gradoracle.verdict.StepResult;

/**
 * The report for a browser: one file that needs nothing else. Its template is {@code
 * src/main/jte/report.jte}, which escapes all that it is given; style and script lie in this
 * package's resources.
 */
public final class HtmlReport {

  /** A map of more elements than this is not drawn. */
  private static final int MOST_DRAWN = 1 << 16;

  /** How many of a pair's elements are listed. */
  private static final int WORST = 5;

  /** It escapes what would end a script. */
  private static final Gson GSON = new GsonBuilder().create();

  /**
   * Two tensors to be looked at.
   *
   * @param key of the elements in the page's data
   * @param title what they are
   * @param about the same and how they differ, in words
   * @param drawn whether the data hold the elements
   * @param dtype their element type, whose ULP the distances are in
   */
  record Maps(
      String key,
      String title,
      String about,
      boolean drawn,
      String dtype,
      List<UlpHistogram.Bin> histogram,
      List<Element> worst) {}

  /** An element of both tensors. */
  record Element(String position, String ours, String reference, String difference, String ulps) {}

  /** A row with all that is reported of it. */
  record RowView(
      GradientResult row,
      Mark mark,
      List<String> spoiledBy,
      List<RuleResult> rules,
      Optional<Maps> maps) {}

  /** A wrong rule with all that is reported of it. */
  record Culprit(StepResult rule, List<String> facts, Optional<Maps> maps) {}

  /**
   * What every page has.
   *
   * @param index where the index is, of which it is one page; empty if it stands alone
   * @param data what the script draws
   */
  record Frame(
      String title, String about, String index, String verdict, boolean passed, String data) {

    String style() {
      return resource("report.css");
    }

    String script() {
      return resource("report.js");
    }

    String scriptHash() {
      return sha256(script());
    }
  }

  private final Report report;
  private final JsonObject data = new JsonObject();

  private HtmlReport(Report report) {
    this.report = report;
  }

  /** The whole page. */
  public static String of(Report report) {
    return of(report, "");
  }

  /**
   * The whole page, as one of several.
   *
   * @param index the link back to the index
   */
  public static String of(Report report, String index) {
    return new HtmlReport(report).page(index);
  }

  /**
   * The index of formulas.
   *
   * @param link to a formula's page, by the formula's name
   */
  static String index(CheckReport check, Function<String, String> link) {
    Frame frame =
        new Frame(
            "formulas",
            "Gradoracle: hand-written gradients against PyTorch's autograd",
            "",
            check.headline(),
            check.passed(),
            "{}");
    return rendered("index.jte", Map.of("frame", frame, "check", check, "link", link));
  }

  private String page(String index) {
    List<RowView> rows = new ArrayList<>();
    Map<String, List<String>> spoiled = report.spoiled();
    for (GradientResult row : report.result().network().gradients()) {
      rows.add(view(row, spoiled.getOrDefault(row.name(), List.of())));
    }
    List<Culprit> culprits = report.result().wrong().stream().map(this::culprit).toList();
    Frame frame =
        new Frame(
            report.title(),
            "Gradoracle, " + report.title() + ": hand-written gradients against PyTorch's autograd",
            index,
            report.headline(),
            report.passed(),
            GSON.toJson(data));
    return rendered(
        "report.jte",
        Map.of(
            "frame",
            frame,
            "report",
            report,
            "rows",
            rows,
            "culprits",
            culprits,
            "pictures",
            NetworkPicture.of(report)));
  }

  private static String rendered(String template, Map<String, Object> parameters) {
    StringOutput page = new StringOutput();
    TemplateEngine.createPrecompiled(
            null, ContentType.Html, HtmlReport.class.getClassLoader(), "org.gradoracle.report")
        .render(template, parameters, page);
    return page.toString().stripLeading();
  }

  /** The sample that decides on a row or a rule, in words. */
  static String decidedAt(Report report, Judged judged) {
    return report.deciding(judged).map(finding -> finding.at().toString()).orElse("");
  }

  private RowView view(GradientResult row, List<String> spoiledBy) {
    List<RuleResult> rules =
        report.result().rules().stream().filter(rule -> rule.input().equals(row.name())).toList();
    return new RowView(
        row,
        Mark.of(row.status(), !spoiledBy.isEmpty()),
        spoiledBy,
        rules,
        row.gradients().map(pair -> maps("gradient " + row.name(), "gradient", pair)));
  }

  private Culprit culprit(StepResult rule) {
    return new Culprit(
        rule,
        VerdictText.facts(report, rule),
        rule.verdict()
            .diagnosis()
            .map(
                found ->
                    maps(
                        "rule " + rule.name(),
                        "the rule alone, under " + found.upstream(),
                        found.gradients())));
  }

  private Maps maps(String key, String title, TensorPair pair) {
    int size = pair.ours().size();
    boolean drawn = size <= MOST_DRAWN;
    if (drawn) {
      data.add(key, elements(pair));
    }
    List<Element> worst = pair.worst(WORST).stream().map(index -> element(pair, index)).toList();
    long differing =
        IntStream.range(0, size).filter(i -> pair.ours().at(i) != pair.reference().at(i)).count();
    String about =
        Text.format(
            "%s, shape %s, %s: %s",
            title,
            pair.ours().shape(),
            pair.ours().dtype(),
            differing == 0
                ? Text.format("all %d elements are equal", size)
                : Text.format(
                    "%d of %d elements differ, by %s at most",
                    differing, size, PythonNumber.repr(pair.comparison().maxdiff())));
    return new Maps(
        key, title, about, drawn, pair.ours().dtype().toString(), UlpHistogram.of(pair), worst);
  }

  private static Element element(TensorPair pair, int index) {
    Dtype dtype = pair.ours().dtype();
    return new Element(
        pair.ours().shape().position(index),
        PythonNumber.repr(pair.ours().at(index), dtype),
        PythonNumber.repr(pair.reference().at(index), dtype),
        Text.format("%.3g", pair.distance(index)),
        ulps(pair.ulps(index)));
  }

  private static String ulps(double count) {
    return Text.format(count < 1e6 ? "%.0f" : "%.2e", count);
  }

  /** Little-endian, in the element type; ours only where they differ anywhere. */
  private static JsonObject elements(TensorPair pair) {
    JsonObject json = new JsonObject();
    json.add("shape", JsonReport.shape(pair.ours().shape()));
    json.addProperty("dtype", pair.ours().dtype().toString());
    json.addProperty("reference", base64(pair.reference()));
    if (!pair.comparison().exact()) {
      json.addProperty("ours", base64(pair.ours()));
    }
    return json;
  }

  private static String base64(ArrayTensor tensor) {
    boolean single = tensor.dtype() == Dtype.FLOAT32;
    ByteBuffer bytes =
        ByteBuffer.allocate(tensor.size() * (single ? Float.BYTES : Double.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < tensor.size(); i++) {
      if (single) {
        bytes.putFloat((float) tensor.at(i));
      } else {
        bytes.putDouble(tensor.at(i));
      }
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** A number of a table, short. */
  static String number(double value) {
    return value == 0 ? "0" : Text.format("%.2g", value);
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  private static String sha256(String script) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
