package org.gradoracle.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What raw loops promise, and are held to. */
class ContractTest {

  private static final float[] ONE_TWO = {1, 2};

  @Test
  void loopsThatSayTheyAddAreRunFromZeros() {
    assertThat(run(Raw.Contract.ACCUMULATES, (in, out) -> add(in, out, 1))).containsExactly(1, 2);
  }

  @Test
  void loopsThatAddAndDoNotSaySoAreRefused() {
    assertThatThrownBy(() -> run(Raw.Contract.SETS, (in, out) -> add(in, out, 1)))
        .isInstanceOf(ProgramException.class)
        .hasMessage("leaves element 0 of its result as it was, or adds to it: it must set all 2");
  }

  @Test
  void loopsThatSayTheyAddAndSetAreRefused() {
    assertThatThrownBy(
            () ->
                run(
                    Raw.Contract.ACCUMULATES,
                    (in, out) -> {
                      out[0] = in[0];
                      out[1] += in[1];
                    }))
        .isInstanceOf(ProgramException.class)
        .hasMessage(
            "does not add to element 0 of its result, as it says: from 4.0 it makes 1.0, and from"
                + " 0.0 it makes 1.0");
  }

  @Test
  void loopsThatScaleWhatTheyAddToAreRefused() {
    assertThatThrownBy(
            () ->
                run(
                    Raw.Contract.ACCUMULATES,
                    (in, out) -> {
                      for (int i = 0; i < 2; i++) {
                        out[i] = 0.9f * out[i] + in[i];
                      }
                    }))
        .isInstanceOf(ProgramException.class)
        .hasMessageStartingWith("does not add to element 0 of its result, as it says: from 4.0");
  }

  @Test
  void whatCancelsWithinASumIsNoFaultOfLoopsThatAdd() {
    float[] large = {3e8f, -3e8f, 1};
    float[] sum =
        Raw.run(
            Raw.Contract.ACCUMULATES,
            List.of("x"),
            List.of(large),
            new int[] {1},
            (in, out) -> {
              for (float value : in[0]) {
                out[0][0] += value;
              }
            })[0];
    assertThat(sum).containsExactly(1);
  }

  @Test
  void runsMayDifferByAsManyUlpsOfTheLargestElementAsIsSaid() {
    for (int ulps = 0; ulps <= 3; ulps++) {
      Raw.Contract contract = Raw.Contract.SETS.differingBy(ulps);
      int[] runs = {0};
      BiFloats loops =
          (in, out) -> {
            out[0] = runs[0]++ * 2 * Math.ulp(1f);
            out[1] = 1;
          };
      if (ulps >= 2) {
        assertThat(run(contract, loops)).containsExactly(0, 1);
      } else {
        assertThatThrownBy(() -> run(contract, loops))
            .isInstanceOf(ProgramException.class)
            .hasMessage("gives element 0 as 0.0 in one run and as 2.3841858e-07 in the next");
      }
    }
  }

  @Test
  void aNumberIsNotSomeUlpsFromNone() {
    int[] runs = {0};
    assertThatThrownBy(
            () ->
                run(
                    Raw.Contract.SETS.differingBy(100),
                    (in, out) -> {
                      out[0] = runs[0]++ == 0 ? 1 : Float.NaN;
                      out[1] = 1;
                    }))
        .hasMessage("gives element 0 as 1.0 in one run and as NaN in the next");
  }

  @Test
  void aContractOfNegativeUlpsIsRefused() {
    assertThatThrownBy(() -> Raw.Contract.SETS.differingBy(-1))
        .hasMessage("two runs cannot be -1 ULPs apart");
  }

  private static void add(float[] in, float[] out, float factor) {
    for (int i = 0; i < out.length; i++) {
      out[i] += factor * in[i];
    }
  }

  /** Loops from one array to another. */
  private interface BiFloats {
    void run(float[] in, float[] out);
  }

  private static float[] run(Raw.Contract contract, BiFloats loops) {
    return Raw.run(
        contract,
        List.of("x"),
        List.of(ONE_TWO),
        new int[] {2},
        (in, out) -> loops.run(in[0], out[0]))[0];
  }
}
