package org.gradoracle;

import java.util.Locale;
import java.util.Optional;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Runs the tests under the locale that the property {@code test.locale} asks for. */
public final class AskedLocale implements LauncherSessionListener {

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    asked().ifPresent(Locale::setDefault);
  }

  /** None if no property asks for one, as in a run without Maven. */
  static Optional<Locale> asked() {
    return Optional.ofNullable(System.getProperty("test.locale"))
        .map(tag -> tag.equals("C") ? Locale.ROOT : Locale.forLanguageTag(tag));
  }
}
