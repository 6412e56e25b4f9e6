package org.gradoracle.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gradoracle.bench.Comparison.Measured;
import org.gradoracle.text.Text;

/** The cost of products and steps against their size, both axes logarithmic, as SVG. */
final class Plot {

  private static final int WIDTH = 420;
  private static final int HEIGHT = 300;
  private static final int MARGIN = 60;
  private static final String[] COLOURS = {"#1b6ca8", "#c0392b", "#e08e0b", "#4a7c2c"};
  private static final Pattern SIZES = Pattern.compile("(\\d+)x(\\d+)x(\\d+)x(\\d+)|(\\d+)³");

  private Plot() {}

  private record Place(double size, double milliseconds) {}

  static String of(List<Measured> all) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        Text.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"12\">\n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
            2 * WIDTH, HEIGHT));
    chart(svg, 0, "product of two n × n matrices", "multiplications", all, "product");
    chart(
        svg,
        WIDTH,
        "step of notebook-fused",
        "batch × hidden × input",
        all,
        "step of notebook-fused");
    return svg.append("</svg>\n").toString();
  }

  private static void chart(
      StringBuilder svg, int left, String title, String axis, List<Measured> all, String name) {
    Map<String, List<Place>> lines = new LinkedHashMap<>();
    for (Measured each : all) {
      Matcher sizes = SIZES.matcher(each.of().name());
      if (each.of().name().startsWith(name) && sizes.find()) {
        double size = size(sizes);
        put(lines, each.of().ours().name(), size, Measured.median(each.ours()));
        put(lines, each.of().theirs().name(), size, Measured.median(each.theirs()));
      }
    }
    if (lines.isEmpty()) {
      return;
    }
    int[] x = decades(lines.values().stream().flatMap(List::stream).map(Place::size).toList());
    int[] y =
        decades(lines.values().stream().flatMap(List::stream).map(Place::milliseconds).toList());
    text(svg, left + WIDTH / 2, 20, "middle", title);
    text(svg, left + WIDTH / 2, HEIGHT - 12, "middle", axis);
    for (int decade = x[0]; decade <= x[1]; decade++) {
      double at = left + across(decade, x);
      line(svg, at, MARGIN / 2, at, HEIGHT - MARGIN);
      text(svg, at, HEIGHT - MARGIN + 16, "middle", Text.format("1e%d", decade));
    }
    for (int decade = y[0]; decade <= y[1]; decade++) {
      double at = down(decade, y);
      line(svg, left + MARGIN, at, left + WIDTH - MARGIN / 2, at);
      String label =
          decade < 0
              ? Text.format("1e%d ms", decade)
              : Text.format("%.0f ms", StrictMath.pow(10, decade));
      text(svg, left + MARGIN - 4, at + 4, "end", label);
    }
    int index = 0;
    for (Map.Entry<String, List<Place>> line : lines.entrySet()) {
      String colour = COLOURS[index % COLOURS.length];
      StringBuilder points = new StringBuilder();
      for (Place place : line.getValue()) {
        points.append(
            Text.format(
                "%.1f,%.1f ",
                left + across(StrictMath.log10(place.size()), x),
                down(StrictMath.log10(place.milliseconds()), y)));
      }
      svg.append(
          Text.format(
              "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>\n",
              colour, points.toString().strip()));
      svg.append(
          Text.format(
              "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>\n",
              left + MARGIN + 8, MARGIN / 2 + 16 + 16 * index, colour, line.getKey()));
      index++;
    }
  }

  private static double size(Matcher sizes) {
    if (sizes.group(5) != null) {
      double n = Double.parseDouble(sizes.group(5));
      return n * n * n;
    }
    double size = 1;
    for (int i = 1; i <= 4; i++) {
      size *= Double.parseDouble(sizes.group(i));
    }
    return size;
  }

  /** A side that is compared twice at a size is one point. */
  private static void put(
      Map<String, List<Place>> lines, String name, double size, double milliseconds) {
    List<Place> line = lines.computeIfAbsent(name, each -> new ArrayList<>());
    if (line.stream().noneMatch(place -> place.size() == size)) {
      line.add(new Place(size, milliseconds));
    }
  }

  private static int[] decades(List<Double> values) {
    double least = values.stream().mapToDouble(value -> value).min().orElseThrow();
    double most = values.stream().mapToDouble(value -> value).max().orElseThrow();
    return new int[] {
      (int) Math.floor(StrictMath.log10(least)), (int) Math.ceil(StrictMath.log10(most))
    };
  }

  private static double across(double exponent, int[] range) {
    double part = (exponent - range[0]) / Math.max(1, range[1] - range[0]);
    return MARGIN + part * (WIDTH - MARGIN * 1.5);
  }

  private static double down(double exponent, int[] range) {
    double part = (exponent - range[0]) / Math.max(1, range[1] - range[0]);
    return HEIGHT - MARGIN - part * (HEIGHT - MARGIN * 1.5);
  }

  private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
    svg.append(
        Text.format(
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>\n",
            x1, y1, x2, y2));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        Text.format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, text));
  }
}
