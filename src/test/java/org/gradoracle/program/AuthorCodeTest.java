package org.gradoracle.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AuthorCodeTest {

  @Test
  void aClassThatIsMissingOrAnotherIsToldToBe() {
    assertThat(AuthorCode.describe(new NoClassDefFoundError("com/example/Helper")))
        .isEqualTo(
            "java.lang.NoClassDefFoundError: com/example/Helper; that class is not on the class"
                + " path, or failed to initialise");
    assertThat(AuthorCode.describe(new NoSuchMethodError("old")))
        .isEqualTo(
            "java.lang.NoSuchMethodError: old; it was compiled against another version of that"
                + " class: compile it again");
    assertThat(AuthorCode.describe(new IllegalStateException("so\nit is")))
        .isEqualTo("java.lang.IllegalStateException: so it is");
  }

  @Test
  void memoryThatRunsOutIsNotTheAuthors() {
    Object hungry =
        new Object() {
          @Override
          public String toString() {
            throw new OutOfMemoryError("none left");
          }
        };
    assertThatThrownBy(() -> AuthorCode.describe(hungry)).isInstanceOf(OutOfMemoryError.class);
  }
}
