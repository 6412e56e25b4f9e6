package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The HTML report as people use it, in a real browser. */
class ReportInBrowserTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private static Path folder;

  private static Path right;
  private static Path wrong;
  private static Path hostile;
  private static Path index;
  private static Path formula;
  private static ChromeDriver browser;

  @BeforeAll
  static void writeReports() throws IOException {
    right = report("right.html", NotebookNetwork::program);
    wrong = report("wrong.html", PlantedReport::network);
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      names.append("<script>alert(1)<\u200f\u202e'\"&" + (char) ('a' + i % 26) + "]]>-->\n");
    }
    Path file = folder.resolve("x\" onload='alert(1)'><img src=x onerror=alert(1)>.txt");
    Files.writeString(file, names);
    hostile = report("hostile.html", PlantedReport::network, "--names", file.toString());
    index = folder.resolve("check.html");
    formula = folder.resolve("check-off-at-ties.html");
    Outcome.gradoracle(
        new PlantedFormulas(CheckReportsTest.Right.class, CheckReportsTest.OffAtTies.class),
        "check",
        "--output",
        index.toString());
  }

  private static Path report(
      String name, Function<NotebookNetwork.Inputs, Program> network, String... args) {
    Path page = folder.resolve(name);
    List<String> all = new java.util.ArrayList<>(List.of(args));
    all.addAll(List.of("--output", page.toString()));
    Outcome outcome = Outcome.gradoracle(network, all.toArray(String[]::new));
    assertThat(page).as(outcome.err()).isRegularFile();
    return page;
  }

  @BeforeAll
  static void openBrowser() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync");
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                .build(),
            options);
  }

  @AfterAll
  static void closeBrowser() {
    browser.quit();
  }

  @BeforeEach
  void wideAndLight() {
    browser.manage().window().setSize(new Dimension(1280, 1000));
    scheme("light");
  }

  @AfterEach
  void nothingWasComplainedOf() {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
  }

  private static void scheme(String scheme) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private static void open(Path page) {
    browser.get("about:blank");
    browser.get(page.toUri().toString());
  }

  private static WebElement find(String css) {
    return browser.findElement(By.cssSelector(css));
  }

  private static List<String> texts(String css) {
    return browser.findElements(By.cssSelector(css)).stream().map(WebElement::getText).toList();
  }

  private static Object script(String script) {
    return browser.executeScript(script);
  }

  // --- what it says

  @Test
  void theWrongRuleIsNamedFirstAndStandsOutInTheNetwork() {
    open(wrong);
    assertThat(browser.getTitle()).startsWith("FAIL");
    assertThat(find("h1").getText()).startsWith("FAIL: the rule bnvar←bndiff2 is wrong: it is");
    assertThat(texts(".label text")).containsExactly("bnvar←bndiff2 is wrong");
    assertThat(browser.findElements(By.cssSelector(".arrow.wrong"))).hasSize(1);
    assertThat(texts(".culprit h2")).containsExactly("FAIL: bnvar←bndiff2");
    assertThat(find("h1").getLocation().getY()).isLessThan(100);
    assertThat(find(".culprit h2").getLocation().getY()).isLessThan(400);
  }

  @Test
  void whatTheWrongRuleSpoilsIsToldApartFromItAndFromWhatIsRight() {
    open(wrong);
    assertThat(
            browser.findElements(By.cssSelector("a.box:has(.frame.spoiled)")).stream()
                .map(box -> box.getDomAttribute("href")))
        .containsExactlyInAnyOrder(
            "#row-bndiff2",
            "#row-bndiff",
            "#row-hprebn",
            "#row-embcat",
            "#row-W1",
            "#row-emb",
            "#row-C");
    assertThat(script("return getComputedStyle(document.querySelector('.arrow.wrong')).stroke"))
        .isNotEqualTo(
            script("return getComputedStyle(document.querySelector('.arrow.spoiled')).stroke"))
        .isNotEqualTo(
            script("return getComputedStyle(document.querySelector('.arrow.right')).stroke"));
    assertThat(texts("#rules tr.wrong th")).containsExactly("bnvar←bndiff2");
  }

  @Test
  void aPassingReportMarksNothing() {
    open(right);
    assertThat(find("h1").getText()).startsWith("PASS: all 30 rules and all 26 gradients");
    assertThat(
            browser.findElements(By.cssSelector(".wrong, .spoiled, .label, .culprit")).stream()
                .filter(element -> !element.getTagName().equals("marker"))
                .filter(element -> !element.getDomAttribute("class").startsWith("head ")))
        .isEmpty();
    assertThat(browser.findElements(By.cssSelector("a.box"))).hasSize(26);
  }

  @Test
  void theIndexLeadsToTheFormulaThatIsWrongAndItsPageBack() {
    open(index);
    assertThat(find("h1").getText()).startsWith("FAIL: 1 of 2 formulas wrong");
    assertThat(texts("#formulas tbody tr.wrong th")).containsExactly("off-at-ties");
    find("#formulas tr.wrong a").click();
    assertThat(browser.getCurrentUrl()).isEqualTo(formula.toUri().toString());
    assertThat(find("h1").getText()).startsWith("FAIL: the rule y←x is wrong: it is");
    assertThat(texts(".label text")).containsExactly("y←x is wrong");
    assertThat(find(".culprit").getText()).contains("worst at [", "again: gradoracle check off");
    assertThat(browser.findElements(By.cssSelector(".culprit canvas"))).hasSize(3);
    find(".tool a").click();
    assertThat(browser.getCurrentUrl()).isEqualTo(index.toUri().toString());
  }

  // --- tables

  private static List<String> rows() {
    return browser.findElements(By.cssSelector("#rows tbody th")).stream()
        .filter(WebElement::isDisplayed)
        .map(WebElement::getText)
        .toList();
  }

  private static List<Double> maxdiffs() {
    return browser.findElements(By.cssSelector("#rows tbody td:nth-child(6)")).stream()
        .map(cell -> Double.parseDouble(cell.getText()))
        .toList();
  }

  @Test
  void aClickOnAHeadingSortsASecondTurnsRoundAndAThirdRestores() {
    open(wrong);
    List<String> before = rows();
    WebElement heading = find("#rows th:nth-child(6) button");
    heading.click();
    assertThat(maxdiffs()).isSorted();
    assertThat(find("#rows th:nth-child(6)").getDomAttribute("aria-sort")).isEqualTo("ascending");
    heading.click();
    assertThat(maxdiffs()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(rows().get(0)).isEqualTo("W1");
    heading.click();
    assertThat(rows()).isEqualTo(before);
    assertThat(find("#rows th:nth-child(6)").getDomAttribute("aria-sort")).isNull();
  }

  @Test
  void theKeyboardSortsToo() {
    open(wrong);
    WebElement heading = find("#rows th:nth-child(1) button");
    heading.sendKeys(Keys.ENTER);
    assertThat(rows()).first().isEqualTo("b1");
    heading.sendKeys(Keys.SPACE);
    assertThat(rows()).last().isEqualTo("b1");
  }

  @Test
  void rowsAreFilteredByVerdictAndByName() {
    open(wrong);
    find("form[data-table=rows] select").sendKeys(Keys.ARROW_DOWN);
    assertThat(rows()).containsExactly("bndiff2", "bndiff", "hprebn", "embcat", "W1", "emb", "C");
    assertThat(find("form[data-table=rows] output").getText()).isEqualTo("7 of 26");
    find("form[data-table=rows] input").sendKeys("EMB");
    assertThat(rows()).containsExactly("embcat", "emb");
  }

  // --- details

  private static WebElement details(String row) {
    return find("#row-" + row);
  }

  @Test
  void aRowsLinkOpensItsDetailsWithThreeHeatMaps() {
    open(wrong);
    assertThat(details("bndiff2").getDomProperty("open")).isEqualTo("false");
    find("#rows a[href='#row-bndiff2']").click();
    assertThat(details("bndiff2").getDomProperty("open")).isEqualTo("true");
    assertThat(browser.getCurrentUrl()).endsWith("#row-bndiff2");
    assertThat(details("bndiff2").findElements(By.cssSelector("canvas"))).hasSize(3);
    assertThat(details("bndiff2").getText())
        .contains("It lies behind the wrong rule bnvar←bndiff2")
        .contains("2048 of 2048 elements differ");
  }

  @Test
  void theKeyboardOpensDetailsAndReadsSingleElements() {
    open(wrong);
    find("#rows a[href='#row-W1']").sendKeys(Keys.ENTER);
    new WebDriverWait(browser, PATIENCE) // the page follows its address in an event of its own
        .until(focused -> focused.switchTo().activeElement().getText().startsWith("W1"));
    WebElement map = details("W1").findElement(By.cssSelector("canvas"));
    map.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_DOWN);
    assertThat(details("W1").findElement(By.cssSelector("output")).getText())
        .matches("\\[1, 1]: hand-written \\S+, autograd \\S+, difference \\S+");
  }

  @Test
  void aLinkToARowOpensItAtOnce() {
    browser.get("about:blank");
    browser.get(wrong.toUri() + "#row-embcat");
    assertThat(details("embcat").getDomProperty("open")).isEqualTo("true");
  }

  @Test
  void whatAMapReadsOutIsWhatTheJsonSays() throws IOException {
    Path json = folder.resolve("wrong.json");
    report("wrong.json", PlantedReport::network);
    JsonObject worst =
        StreamSupport.stream(
                JsonParser.parseString(Files.readString(json))
                    .getAsJsonObject()
                    .getAsJsonArray("rows")
                    .spliterator(),
                false)
            .map(row -> row.getAsJsonObject())
            .filter(row -> row.get("name").getAsString().equals("W1"))
            .map(row -> row.getAsJsonObject("gradient").getAsJsonArray("worst").get(0))
            .map(element -> element.getAsJsonObject())
            .findFirst()
            .orElseThrow();
    String[] at = worst.get("at").getAsString().replaceAll("[\\[\\] ]", "").split(",", -1);
    open(wrong);
    find("#rows a[href='#row-W1']").click();
    WebElement map = details("W1").findElement(By.cssSelector("canvas"));
    String down = Keys.ARROW_DOWN.toString().repeat(Integer.parseInt(at[0]));
    map.sendKeys(down + Keys.ARROW_RIGHT.toString().repeat(Integer.parseInt(at[1])));
    String[] read =
        details("W1").findElement(By.cssSelector("output")).getText().split("[^-+.e0-9]+");
    assertThat(Stream.of(read).filter(text -> text.length() > 4).map(Double::parseDouble).limit(2))
        .containsExactly(worst.get("ours").getAsDouble(), worst.get("reference").getAsDouble());
  }

  @Test
  void theMouseReadsTheElementUnderIt() {
    open(wrong);
    find("#rows a[href='#row-W1']").click();
    WebElement map = details("W1").findElement(By.cssSelector("canvas"));
    new Actions(browser)
        .moveToElement(map, 2 - map.getSize().getWidth() / 2, 2 - map.getSize().getHeight() / 2)
        .perform();
    assertThat(details("W1").findElement(By.cssSelector("output")).getText())
        .startsWith("[0, 0]: hand-written ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void aMapIsPaintedForTheScheme(String scheme) {
    scheme(scheme);
    open(wrong);
    List<?> painted =
        (List<?>)
            script(
                """
                const c = document.querySelector('.culprit canvas');
                const data = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
                const colours = new Set();
                let sum = 0;
                for (let i = 0; i < data.length; i += 4) {
                  colours.add(data.slice(i, i + 3).join());
                  sum += data[i] + data[i + 1] + data[i + 2];
                }
                return [colours.size, Math.round(sum / data.length / 0.75)];
                """);
    assertThat((Long) painted.get(0)).isGreaterThan(20);
    Long brightness = (Long) painted.get(1);
    if (scheme.equals("light")) {
      assertThat(brightness).isGreaterThan(140);
    } else {
      assertThat(brightness).isLessThan(110);
    }
  }

  // --- manners

  @Test
  void noRequestLeavesThePage() {
    browser.manage().logs().get(LogType.PERFORMANCE);
    open(wrong);
    find("#rows a[href='#row-bndiff2']").click();
    List<String> requested =
        browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
            .map(LogEntry::getMessage)
            .map(text -> JsonParser.parseString(text).getAsJsonObject().getAsJsonObject("message"))
            .filter(
                message -> message.get("method").getAsString().equals("Network.requestWillBeSent"))
            .map(
                message ->
                    message
                        .getAsJsonObject("params")
                        .getAsJsonObject("request")
                        .get("url")
                        .getAsString())
            .filter(url -> !url.startsWith("data:") && !url.startsWith("about:"))
            .distinct()
            .toList();
    assertThat(requested).containsExactly(wrong.toUri().toString());
  }

  @Test
  void namesFullOfMarkupAreText() {
    open(hostile);
    assertThat(browser.findElements(By.cssSelector("script"))).hasSize(2);
    assertThat(browser.findElements(By.cssSelector("img, [onload], [onerror]"))).isEmpty();
    assertThat(texts("bdi").get(0)).contains("onload='alert(1)'><img src=x onerror=alert(1)>.txt");
    assertThat(find("h1").getText()).startsWith("FAIL: the rule bnvar←bndiff2 is wrong");
    assertThat(browser.findElements(By.cssSelector(".culprit canvas"))).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 1280", "light, 400", "dark, 400"})
  void everyoneCanReadIt(String scheme, int width) {
    browser.manage().window().setSize(new Dimension(width, 1000));
    scheme(scheme);
    for (Path page : List.of(right, wrong, index, formula)) {
      open(page);
      script("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
      assertThat(new AxeBuilder().analyze(browser).getViolations())
          .extracting(Rule::toString)
          .isEmpty();
    }
  }

  @Test
  void aNarrowWindowIsNeverScrolledSideways() {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 360, "height", 800, "deviceScaleFactor", 1, "mobile", false));
    try {
      for (Path page : List.of(wrong, index, formula)) {
        open(page);
        script("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
        assertThat(script("return innerWidth")).isEqualTo(360L);
        assertThat((Long) script("return document.documentElement.scrollWidth"))
            .isLessThanOrEqualTo(360);
      }
    } finally {
      browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }
  }

  @Test
  void withoutScriptsThereIsStillEverythingButThePictures() {
    browser.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    try {
      open(wrong);
      assertThat(find(".culprit").getText()).contains("0.96875 = (n-1)/n");
      assertThat(find("form.filter").isDisplayed()).isFalse();
      assertThat(find("noscript").getText()).contains("Heat maps are drawn by a script");
    } finally {
      browser.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
    }
  }
}
