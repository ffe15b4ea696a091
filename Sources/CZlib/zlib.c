#include "CZlib.h"

// What the program calls of zlib, in the words of lazy_library.h.
#define FUNCTIONS(F, V) \
  F(int, compress2, (Bytef *a, uLongf *b, const Bytef *c, uLong d, int e), (a, b, c, d, e)) \
  F(uLong, compressBound, (uLong a), (a)) \
  F(int, inflate, (z_streamp a, int b), (a, b)) \
  F(int, inflateEnd, (z_streamp a), (a)) \
  F(int, inflateInit2_, (z_streamp a, int b, const char *c, int d), (a, b, c, d)) \
  F(int, inflateReset, (z_streamp a), (a)) \
  F(int, uncompress, (Bytef *a, uLongf *b, const Bytef *c, uLong d), (a, b, c, d))

#define WRAPPED(F)

#define LIBRARY_FILE "libz.so.1"
#define LIBRARY_LOADER trimtab_zlib_load
// Nothing fits and every stream is damaged; zero would be success.
#define LIBRARY_FAILURE Z_VERSION_ERROR
#include <lazy_library.h>
