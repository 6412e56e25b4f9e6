/*
 * Layer norm's backward pass in C, to be held against PyTorch's: for every sample of a case it
 * reads x, g and dy and writes dx, dg and db. With -DMISTAKE the mean of dnorm * norm is not divided
 * by the length of the row, as is easily forgotten.
 *
 *   layer_norm CASE GRADIENTS
 */
#include <math.h>
#include <sys/stat.h>
#include "npy.h"

/* x, dy, dx are (n, m); g, dg, db are (m). */
static void layer_norm_backward(float *dx, float *dg, float *db, const float *dy, const float *x,
                                const float *g, int n, int m) {
  for (int j = 0; j < m; j++) dg[j] = db[j] = 0;
  for (int i = 0; i < n; i++) {
    const float *row = x + i * m, *up = dy + i * m;
    float mean = 0, variance = 0;
    for (int j = 0; j < m; j++) mean += row[j];
    mean /= m;
    for (int j = 0; j < m; j++) variance += (row[j] - mean) * (row[j] - mean);
    float rstd = 1 / sqrtf(variance / m + 1e-5f);

    float dnorm_mean = 0, dnorm_norm_mean = 0;
    for (int j = 0; j < m; j++) {
      float norm = (row[j] - mean) * rstd;
      float dnorm = up[j] * g[j];
      dnorm_mean += dnorm;
      dnorm_norm_mean += dnorm * norm;
    }
    dnorm_mean /= m;
#ifndef MISTAKE
    dnorm_norm_mean /= m;
#endif
    for (int j = 0; j < m; j++) {
      float norm = (row[j] - mean) * rstd;
      db[j] += up[j];
      dg[j] += up[j] * norm;
      dx[i * m + j] = (up[j] * g[j] - dnorm_mean - norm * dnorm_norm_mean) * rstd;
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
    npy x = npy_read(from, "x", "<f4");
    if (!x.data) return sample == 1 ? 2 : 0;
    npy g = npy_read(from, "g", "<f4"), dy = npy_read(from, "dy", "<f4");
    int n = x.shape[0], m = x.shape[1];
    float *dx = malloc(4 * (size_t)(n * m)), *dg = malloc(4 * (size_t)m), *db = malloc(4 * (size_t)m);
    layer_norm_backward(dx, dg, db, dy.data, x.data, g.data, n, m);
    mkdir(to, 0777);
    npy_write(to, "dx", x, dx);
    npy_write(to, "dg", g, dg);
    npy_write(to, "db", g, db);
    free(dx), free(dg), free(db), free(x.data), free(g.data), free(dy.data);
  }
}
