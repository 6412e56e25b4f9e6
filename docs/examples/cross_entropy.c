/*
 * The backward pass of softmax and cross-entropy in C, to be held against PyTorch's: for every
 * sample of a case it reads logits, the targets Yb and dloss and writes dlogits. With -DMISTAKE the
 * gradient is not divided by the batch size, over which the loss is a mean.
 *
 *   cross_entropy CASE GRADIENTS
 */
#include <math.h>
#include <sys/stat.h>
#include "npy.h"

/* logits and dlogits are (n, v), targets (n). */
static void cross_entropy_backward(float *dlogits, float dloss, const float *logits,
                                   const int *targets, int n, int v) {
  for (int i = 0; i < n; i++) {
    const float *row = logits + i * v;
    float most = row[0], sum = 0;
    for (int j = 1; j < v; j++) most = row[j] > most ? row[j] : most;
    for (int j = 0; j < v; j++) sum += expf(row[j] - most);
    for (int j = 0; j < v; j++) {
      float probability = expf(row[j] - most) / sum;
      float indicator = j == targets[i] ? 1 : 0;
      dlogits[i * v + j] = (probability - indicator) * dloss;
#ifndef MISTAKE
      dlogits[i * v + j] /= n;
#endif
    }
  }
}

int main(int count, char **arguments) {
  if (count != 3) npy_fail(arguments[0], "expected CASE GRADIENTS");
  mkdir(arguments[2], 0777);
  for (int sample = 1;; sample++) {
    char from[2048], to[2048];
    snprintf(from, sizeof from, "%s/sample-%02d", arguments[1], sample);
    snprintf(to, sizeof to, "%s/sample-%02d", arguments[2], sample);
    npy logits = npy_read(from, "logits", "<f4");
    if (!logits.data) return sample == 1 ? 2 : 0;
    npy targets = npy_read(from, "Yb", "<i4"), dloss = npy_read(from, "dloss", "<f4");
    float *dlogits = malloc(4 * (size_t)npy_size(logits));
    cross_entropy_backward(dlogits, *(float *)dloss.data, logits.data, targets.data,
                           logits.shape[0], logits.shape[1]);
    mkdir(to, 0777);
    npy_write(to, "dlogits", logits, dlogits);
    free(dlogits), free(logits.data), free(targets.data), free(dloss.data);
  }
}
