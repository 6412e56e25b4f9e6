/*
 * Reads and writes .npy files, version 1.0, as far as an exported case has them: little-endian
 * float32 ('<f4') or int32 ('<i4'), row by row, up to eight dimensions. For machines that are
 * little-endian themselves.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NPY_DIMENSIONS = 8 };

typedef struct {
  int rank;
  int shape[NPY_DIMENSIONS];
  void *data;
} npy;

static int npy_size(npy a) {
  int size = 1;
  for (int i = 0; i < a.rank; i++) size *= a.shape[i];
  return size;
}

static void npy_fail(const char *path, const char *what) {
  fprintf(stderr, "%s: %s\n", path, what);
  exit(2);
}

/* Reads folder/name.npy, whose element type has to be the one given; data is NULL if there is none. */
static npy npy_read(const char *folder, const char *name, const char *type) {
  char path[4096], header[65536];
  unsigned char start[10];
  npy a = {0, {0}, NULL};
  snprintf(path, sizeof path, "%s/%s.npy", folder, name);
  FILE *file = fopen(path, "rb");
  if (!file) return a;
  if (fread(start, 1, 10, file) != 10 || memcmp(start, "\x93NUMPY\x01", 7)) npy_fail(path, "no .npy 1.0");
  size_t length = start[8] | start[9] << 8;
  if (fread(header, 1, length, file) != length) npy_fail(path, "ends early");
  header[length] = 0;
  if (!strstr(header, type)) npy_fail(path, "has another element type");
  if (!strstr(header, "'fortran_order': False")) npy_fail(path, "is in column order");
  const char *shape = strstr(header, "'shape': (");
  if (!shape) npy_fail(path, "has no shape");
  for (char *at = (char *)shape + 10; *at != ')';) {
    if (*at >= '0' && *at <= '9') {
      if (a.rank == NPY_DIMENSIONS) npy_fail(path, "has more than eight dimensions");
      a.shape[a.rank++] = (int)strtol(at, &at, 10);
    } else {
      at++;
    }
  }
  size_t count = (size_t)npy_size(a);
  a.data = malloc(4 * count);
  if (!a.data || fread(a.data, 4, count, file) != count) npy_fail(path, "ends early");
  fclose(file);
  return a;
}

/* Writes folder/name.npy: float32, in the shape of another array. */
static void npy_write(const char *folder, const char *name, npy like, const float *values) {
  char path[4096], shape[97] = "", header[128]; /* up to eleven digits and a comma, eight times */
  snprintf(path, sizeof path, "%s/%s.npy", folder, name);
  for (int i = 0, at = 0; i < like.rank; i++) {
    at += snprintf(shape + at, sizeof shape - at, "%d,", like.shape[i]);
  }
  memcpy(header, "\x93NUMPY\x01\x00\x76\x00", 10); /* 118 more bytes: 128 in all */
  memset(header + 10, ' ', 118);
  int length = snprintf(header + 10, 118, "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }", shape);
  header[10 + length] = ' ';
  header[127] = '\n';
  FILE *file = fopen(path, "wb");
  size_t count = (size_t)npy_size(like);
  if (!file || fwrite(header, 1, 128, file) != 128 || fwrite(values, 4, count, file) != count
      || fclose(file)) {
    npy_fail(path, "cannot be written");
  }
}
