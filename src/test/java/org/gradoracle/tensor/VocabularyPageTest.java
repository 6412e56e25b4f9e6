package org.gradoracle.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/vocabulary.md} lists the methods of {@link Tensor}. */
class VocabularyPageTest {

  /** The first cell of a row, and whether what it names is primitive. */
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+) \\| (p?) ?\\|");

  private static final Pattern NAME = Pattern.compile("`(\\w+)");

  @Test
  void everyOperationHasARowAndEveryRowAnOperation() throws IOException {
    assertThat(listed(cell -> true)).isEqualTo(methods(method -> true));
  }

  /** Overloads may be of both kinds. */
  @Test
  void aRowSaysWhetherTheOperationIsPrimitive() throws IOException {
    assertThat(listed("p"::equals)).isEqualTo(methods(method -> !method.isDefault()));
    assertThat(listed(String::isEmpty)).isEqualTo(composed());
  }

  private static Set<String> composed() {
    Set<String> composed = methods(Method::isDefault);
    composed.remove("cat"); // of many
    composed.remove("unfold"); // without a dilation
    return composed;
  }

  private static Set<String> listed(Predicate<String> kind) throws IOException {
    Set<String> names = new TreeSet<>();
    ROW.matcher(Files.readString(Path.of("docs/vocabulary.md"), UTF_8))
        .results()
        .filter(row -> kind.test(row.group(2)))
        .forEach(
            row -> NAME.matcher(row.group(1)).results().forEach(name -> names.add(name.group(1))));
    return names;
  }

  private static Set<String> methods(Predicate<Method> kind) {
    return Arrays.stream(Tensor.class.getMethods())
        .filter(method -> method.getReturnType() == Tensor.class)
        .filter(kind)
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
