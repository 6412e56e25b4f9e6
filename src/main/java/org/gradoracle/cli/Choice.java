package org.gradoracle.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.gradoracle.exchange.Layout;
import org.gradoracle.formula.Sample.InputKind;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.report.Format;
import org.gradoracle.tensor.Dtype;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values of options as users write them: {@code gpt-fused}, whole numbers. */
final class Choice {

  private Choice() {}

  /** The kinds of input. */
  static final class Kinds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return words(InputKind.class).iterator();
    }
  }

  /** For a command and those below it. */
  static void register(CommandLine commandLine) {
    among(commandLine, ReportCommand.Network.class);
    among(commandLine, Format.class);
    among(commandLine, Dtype.class);
    among(commandLine, ForwardValues.class);
    among(commandLine, InputKind.class);
    among(commandLine, Layout.class);
    commandLine.registerConverter(Integer.class, typed -> whole(typed, Integer::valueOf, 31));
    commandLine.registerConverter(int.class, typed -> whole(typed, Integer::valueOf, 31));
    commandLine.registerConverter(Long.class, typed -> whole(typed, Long::valueOf, 63));
    commandLine.registerConverter(long.class, typed -> whole(typed, Long::valueOf, 63));
  }

  private static <E extends Enum<E>> void among(CommandLine commandLine, Class<E> type) {
    List<String> words = words(type);
    commandLine.registerConverter(
        type,
        typed ->
            Arrays.stream(type.getEnumConstants())
                .filter(value -> word(value).equals(word(typed)))
                .findFirst()
                .orElseThrow(
                    () ->
                        new TypeConversionException(
                            "expected one of "
                                + String.join(", ", words)
                                + ", got '"
                                + typed
                                + "'"
                                + Suggestion.of(typed, words))));
  }

  private static List<String> words(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants()).map(Choice::word).toList();
  }

  private static String word(Enum<?> value) {
    return word(value.name());
  }

  private static String word(String typed) {
    return typed.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <N> N whole(String typed, ITypeConverter<N> number, int bits) throws Exception {
    try {
      return number.convert(typed);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "expected a whole number below 2^" + bits + ", got '" + typed + "'");
    }
  }
}
