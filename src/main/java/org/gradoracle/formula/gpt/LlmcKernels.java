package org.gradoracle.formula.gpt;

import org.gradoracle.formula.activation.GeluTanhRaw;

/**
 * The kernels of llm.c on plain arrays: B examples of T positions with C channels, in row-major
 * order. Gradients are added to what is in the result, as there.
 *
 * <p>Source: Karpathy, <a href="https://github.com/karpathy/llm.c">llm.c</a>, {@code train_gpt2.c},
 * whose names these have. Means and weights of attention are recomputed in the backward pass, where
 * it keeps them.
 */
final class LlmcKernels {

  private static final float EPSILON = 1e-5f;

  private LlmcKernels() {}

  /** {@code out = wte[inp] + wpe}. */
  static void encoderForward(float[] out, float[] inp, float[] wte, float[] wpe, int T, int C) {
    for (int bt = 0; bt < inp.length; bt++) {
      int token = ((int) inp[bt]) * C;
      int position = bt % T * C;
      for (int c = 0; c < C; c++) {
        out[bt * C + c] = wte[token + c] + wpe[position + c];
      }
    }
  }

  static void encoderBackward(float[] dwte, float[] dwpe, float[] dout, float[] inp, int T, int C) {
    for (int bt = 0; bt < inp.length; bt++) {
      int token = ((int) inp[bt]) * C;
      int position = bt % T * C;
      for (int c = 0; c < C; c++) {
        dwte[token + c] += dout[bt * C + c];
        dwpe[position + c] += dout[bt * C + c];
      }
    }
  }

  static void layernormForward(float[] out, float[] inp, float[] weight, float[] bias) {
    int C = weight.length;
    for (int row = 0; row < inp.length; row += C) {
      float mean = mean(inp, row, C);
      float rstd = rstd(inp, row, C, mean);
      for (int c = 0; c < C; c++) {
        out[row + c] = (inp[row + c] - mean) * rstd * weight[c] + bias[c];
      }
    }
  }

  static void layernormBackward(
      float[] dinp, float[] dweight, float[] dbias, float[] dout, float[] inp, float[] weight) {
    int C = weight.length;
    for (int row = 0; row < inp.length; row += C) {
      float mean = mean(inp, row, C);
      float rstd = rstd(inp, row, C, mean);
      float dnormMean = 0;
      float dnormNormMean = 0;
      for (int c = 0; c < C; c++) {
        float dnorm = weight[c] * dout[row + c];
        dnormMean += dnorm;
        dnormNormMean += dnorm * (inp[row + c] - mean) * rstd;
      }
      dnormMean /= C;
      dnormNormMean /= C;
      for (int c = 0; c < C; c++) {
        float norm = (inp[row + c] - mean) * rstd;
        dbias[c] += dout[row + c];
        dweight[c] += norm * dout[row + c];
        dinp[row + c] += (weight[c] * dout[row + c] - dnormMean - norm * dnormNormMean) * rstd;
      }
    }
  }

  private static float mean(float[] x, int row, int C) {
    float sum = 0;
    for (int c = 0; c < C; c++) {
      sum += x[row + c];
    }
    return sum / C;
  }

  private static float rstd(float[] x, int row, int C, float mean) {
    float squares = 0;
    for (int c = 0; c < C; c++) {
      squares += (x[row + c] - mean) * (x[row + c] - mean);
    }
    return (float) (1 / Math.sqrt(squares / C + EPSILON));
  }

  /** {@code out = inp @ weight.T + bias}; weight is (OC, C), and the bias may be empty. */
  static void matmulForward(float[] out, float[] inp, float[] weight, float[] bias, int C, int OC) {
    for (int bt = 0; bt < inp.length / C; bt++) {
      for (int o = 0; o < OC; o++) {
        float value = bias.length == 0 ? 0 : bias[o];
        for (int c = 0; c < C; c++) {
          value += inp[bt * C + c] * weight[o * C + c];
        }
        out[bt * OC + o] = value;
      }
    }
  }

  static void matmulBackward(
      float[] dinp,
      float[] dweight,
      float[] dbias,
      float[] dout,
      float[] inp,
      float[] weight,
      int C,
      int OC) {
    for (int bt = 0; bt < inp.length / C; bt++) {
      for (int o = 0; o < OC; o++) {
        float d = dout[bt * OC + o];
        for (int c = 0; c < C; c++) {
          dinp[bt * C + c] += weight[o * C + c] * d;
          dweight[o * C + c] += inp[bt * C + c] * d;
        }
        if (dbias.length > 0) {
          dbias[o] += d;
        }
      }
    }
  }

  /** Causal attention of NH heads; {@code inp} holds queries, keys and values, (B, T, 3C). */
  static void attentionForward(float[] out, float[] inp, int T, int C, int NH) {
    int hs = C / NH;
    for (int bt = 0; bt < out.length / C; bt++) {
      for (int h = 0; h < NH; h++) {
        float[] att = attention(inp, bt, h, T, C, hs);
        int to = bt * C + h * hs;
        for (int i = 0; i < hs; i++) {
          out[to + i] = 0;
        }
        for (int t2 = 0; t2 < att.length; t2++) {
          int value = (bt - bt % T + t2) * 3 * C + h * hs + 2 * C;
          for (int i = 0; i < hs; i++) {
            out[to + i] += att[t2] * inp[value + i];
          }
        }
      }
    }
  }

  static void attentionBackward(float[] dinp, float[] dout, float[] inp, int T, int C, int NH) {
    int hs = C / NH;
    float scale = (float) (1 / Math.sqrt(hs));
    for (int bt = 0; bt < dout.length / C; bt++) {
      for (int h = 0; h < NH; h++) {
        float[] att = attention(inp, bt, h, T, C, hs);
        float[] datt = new float[att.length];
        int from = bt * C + h * hs;
        for (int t2 = 0; t2 < att.length; t2++) {
          int value = (bt - bt % T + t2) * 3 * C + h * hs + 2 * C;
          for (int i = 0; i < hs; i++) {
            datt[t2] += inp[value + i] * dout[from + i];
            dinp[value + i] += att[t2] * dout[from + i];
          }
        }
        int query = bt * 3 * C + h * hs;
        for (int t3 = 0; t3 < att.length; t3++) {
          float dpreatt = 0;
          for (int t2 = 0; t2 < att.length; t2++) {
            float indicator = t2 == t3 ? 1 : 0;
            dpreatt += att[t2] * (indicator - att[t3]) * datt[t2];
          }
          int key = (bt - bt % T + t3) * 3 * C + h * hs + C;
          for (int i = 0; i < hs; i++) {
            dinp[query + i] += inp[key + i] * dpreatt * scale;
            dinp[key + i] += inp[query + i] * dpreatt * scale;
          }
        }
      }
    }
  }

  /** The attention weights of one position, over those up to itself: (its index + 1). */
  private static float[] attention(float[] inp, int bt, int h, int T, int C, int hs) {
    float scale = (float) (1 / Math.sqrt(hs));
    int query = bt * 3 * C + h * hs;
    float[] scores = new float[bt % T + 1];
    for (int t2 = 0; t2 < scores.length; t2++) {
      int key = (bt - bt % T + t2) * 3 * C + h * hs + C;
      float value = 0;
      for (int i = 0; i < hs; i++) {
        value += inp[query + i] * inp[key + i];
      }
      scores[t2] = value * scale;
    }
    return softmax(scores, 0, scores.length);
  }

  static void geluForward(float[] out, float[] inp) {
    for (int i = 0; i < inp.length; i++) {
      out[i] = GeluTanhRaw.of(inp[i]);
    }
  }

  static void geluBackward(float[] dinp, float[] inp, float[] dout) {
    for (int i = 0; i < inp.length; i++) {
      dinp[i] += GeluTanhRaw.derivative(inp[i]) * dout[i];
    }
  }

  static void residualForward(float[] out, float[] inp1, float[] inp2) {
    for (int i = 0; i < out.length; i++) {
      out[i] = inp1[i] + inp2[i];
    }
  }

  static void residualBackward(float[] dinp1, float[] dinp2, float[] dout) {
    for (int i = 0; i < dout.length; i++) {
      dinp1[i] += dout[i];
      dinp2[i] += dout[i];
    }
  }

  /** Softmax and cross-entropy in one: the mean over all positions; V symbols. */
  static float crossentropyForward(float[] logits, float[] targets, int V) {
    double loss = 0;
    for (int bt = 0; bt < targets.length; bt++) {
      float[] probs = softmax(logits, bt * V, V);
      loss -= StrictMath.log(probs[(int) targets[bt]]);
    }
    return (float) (loss / targets.length);
  }

  static void crossentropySoftmaxBackward(
      float[] dlogits, float dloss, float[] logits, float[] targets, int V) {
    float each = dloss / targets.length;
    for (int bt = 0; bt < targets.length; bt++) {
      float[] probs = softmax(logits, bt * V, V);
      for (int v = 0; v < V; v++) {
        float indicator = v == (int) targets[bt] ? 1 : 0;
        dlogits[bt * V + v] += (probs[v] - indicator) * each;
      }
    }
  }

  /** Of V numbers from a row's start on. */
  private static float[] softmax(float[] logits, int row, int V) {
    float most = Float.NEGATIVE_INFINITY;
    for (int v = 0; v < V; v++) {
      most = Math.max(most, logits[row + v]);
    }
    float[] probs = new float[V];
    float sum = 0;
    for (int v = 0; v < V; v++) {
      probs[v] = (float) StrictMath.exp(logits[row + v] - most);
      sum += probs[v];
    }
    for (int v = 0; v < V; v++) {
      probs[v] /= sum;
    }
    return probs;
  }
}
