package org.gradoracle.check;

import java.time.Duration;
import org.gradoracle.text.Text;

/**
 * Work on a formula that made no progress for as long as it was given: an endless loop, or one that
 * might as well be. The message names the formula.
 */
public final class NoProgressException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoProgressException(String name, Duration patience, String where) {
    super(Text.format("formula '%s' made no progress for %s, in %s", name, text(patience), where));
  }

  private static String text(Duration patience) {
    long seconds = Math.max(1, patience.toSeconds());
    boolean minutes = seconds % 60 == 0;
    return minutes ? Text.counted(seconds / 60, "minute") : Text.counted(seconds, "second");
  }
}
