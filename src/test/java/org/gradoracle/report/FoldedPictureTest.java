package org.gradoracle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.gradoracle.judge.Checks;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Program;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Autograd;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

/** The graph of a network of many steps: a box for each block, and a picture of each. */
class FoldedPictureTest {

  @Test
  void blocksAreFoldedIntoABoxWithAPictureOfTheirOwn() {
    String page = page(3, "");
    assertThat(page)
        .contains("href=\"#block-b0\"", "href=\"#block-b2\"", ">15 steps</text>")
        .contains("<details class=\"block\" id=\"block-b1\">")
        .contains("<summary>The steps of <code>b1</code></summary>");
    assertThat(svgs(page)).hasSize(4);
    assertThat(svgs(page)[0]).contains(">b0</text>").doesNotContain(">b0_s3</text>");
    assertThat(svgs(page)[1]).contains(">x</text>", ">b0_w</text>", ">b0_s3</text>");
    assertThat(svgs(page)[2])
        .contains(">b0_s14</text>", ">b1_s3</text>", ">b1_w</text>", "href=\"#row-b1_s3\"")
        .doesNotContain(">b2_s0</text>");
  }

  @Test
  void aBlockWithAWrongRuleIsMarkedAndItsPictureOpenAndWhatIsBehindIsSpoiled() {
    String page = page(3, "b1_s7");
    assertThat(page)
        .contains("<details class=\"block\" id=\"block-b1\" open>")
        .contains("<details class=\"block\" id=\"block-b2\">")
        .contains("<details class=\"block\" id=\"block-b0\">");
    assertThat(svgs(page)[0])
        .contains("aria-label=\"b2, forward values exact, gradient right\"")
        .contains("aria-label=\"b1, forward values exact, gradient spoiled\"")
        .contains("aria-label=\"b0, forward values exact, gradient spoiled\"")
        .contains("b1_s7←b1_s6 is wrong");
    assertThat(svgs(page)[2]).contains("b1_s7←b1_s6 is wrong");
  }

  @Test
  void aNetworkOfFewStepsIsOnePicture() {
    String page = page(2, "");
    assertThat(svgs(page)).hasSize(1);
    assertThat(page).doesNotContain("<details class=\"block\"");
    assertThat(svgs(page)[0]).contains(">b0_s3</text>", ">b1_s14</text>");
  }

  /** The pictures of networks, and not what draws arrowheads. */
  private static String[] svgs(String page) {
    String pictures =
        page.substring(page.indexOf("<svg viewBox"), page.indexOf("class=\"legend\""));
    return java.util.Arrays.stream(pictures.split("<svg viewBox", -1))
        .skip(1)
        .toArray(String[]::new);
  }

  /** Blocks of 15 steps, one of which may have a wrong rule. */
  private static String page(int blocks, String wrong) {
    Definition p = new Definition();
    Var x = p.parameter("x", FloatTensor.of(Shape.of(2), 1, 2));
    for (int block = 0; block < blocks; block++) {
      Var w = p.parameter("b" + block + "_w", FloatTensor.of(Shape.of(2), 3, 5));
      for (int i = 0; i < 15; i++) {
        String name = "b" + block + "_s" + i;
        double factor = name.equals(wrong) ? 2 : 1;
        Var before = x;
        x =
            i == 0
                ? p.step(name, x, w, (a, c) -> a.mul(c))
                    .grad(before, (d, a, c) -> d.mul(c))
                    .grad(w, (d, a, c) -> d.mul(a))
                : p.step(name, x, a -> a.neg()).grad(before, (d, a) -> d.mul(-factor));
      }
    }
    Program program = p.program((org.gradoracle.program.Step) x);
    Report report =
        new Report(
            "gradoracle",
            "blocks",
            Map.of(),
            program,
            Checks.run(program, Autograd.load(), ForwardValues.OWN, Dtype.FLOAT32));
    return HtmlReport.of(report);
  }
}
