#include "CZlib.h"

#include <libraries.h>
#include <pthread.h>

// What the program calls of zlib: the type of the result, the name, parameters, arguments.
#define FUNCTIONS(F) \
  F(int, compress2, (Bytef *a, uLongf *b, const Bytef *c, uLong d, int e), (a, b, c, d, e)) \
  F(uLong, compressBound, (uLong a), (a)) \
  F(int, uncompress, (Bytef *a, uLongf *b, const Bytef *c, uLong d), (a, b, c, d))

static struct {
#define MEMBER(type, name, parameters, arguments) __typeof__(&name) name;
  FUNCTIONS(MEMBER)
#undef MEMBER
} library;

static const char *failure;

static void load_library(void) {
#define NAME(type, name, parameters, arguments) #name,
  static const char *const names[] = {FUNCTIONS(NAME)};
#undef NAME
  _Static_assert(sizeof names == sizeof library, "an address for each name");
  failure = cs_load_library(
      "libz.so.1", names, sizeof names / sizeof names[0], (void **)&library);
}

const char *trimtab_zlib_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load_library);
  return failure;
}

// Hidden, or other libraries would call zlib through these. Without the library nothing fits and
// every stream is damaged.
#define FUNCTION(type, name, parameters, arguments) \
  __attribute__((visibility("hidden"))) type name parameters { \
    if (trimtab_zlib_load()) return (type)Z_VERSION_ERROR; \
    return library.name arguments; \
  }

FUNCTIONS(FUNCTION)
