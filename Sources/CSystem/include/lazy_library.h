// No guard: included once by each file that forwards calls to a shared library, which is loaded by
// the first of them. That file has defined before:
//
//   FUNCTIONS(F, V)  the functions: type of the result, name, parameters, arguments; V is for those
//                    without a result
//   WRAPPED(F)       the names of those which that file calls itself, as `library.NAME`
//   LIBRARY_FILE     the shared library's file name
//   LIBRARY_LOADER   the name of the function that loads it, declared as `const char *(void)`
//   LIBRARY_FAILURE  what a function gives where there is no library; zero unless defined
//
// Elsewhere this is empty.
#ifdef LIBRARY_FILE

#include <libraries.h>
#include <pthread.h>

static struct {
#define MEMBER(name) __typeof__(&name) name;
#define TYPED(type, name, parameters, arguments) MEMBER(name)
#define UNTYPED(name, parameters, arguments) MEMBER(name)
  FUNCTIONS(TYPED, UNTYPED) WRAPPED(MEMBER)
#undef MEMBER
#undef TYPED
#undef UNTYPED
} library;

static const char *load_failure;

static void load_library(void) {
#define NAME(name) #name,
#define TYPED(type, name, parameters, arguments) NAME(name)
#define UNTYPED(name, parameters, arguments) NAME(name)
  static const char *const names[] = {FUNCTIONS(TYPED, UNTYPED) WRAPPED(NAME)};
#undef NAME
#undef TYPED
#undef UNTYPED
  _Static_assert(sizeof names == sizeof library, "an address for each name");
  load_failure = cs_load_library(
      LIBRARY_FILE, names, sizeof names / sizeof names[0], (void **)&library);
}

const char *LIBRARY_LOADER(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load_library);
  return load_failure;
}

#ifndef LIBRARY_FAILURE
#define LIBRARY_FAILURE 0
#endif

// Hidden, or the library and those it brings would call each other through these.
#define HIDDEN __attribute__((visibility("hidden")))

#define TYPED(type, name, parameters, arguments) \
  HIDDEN type name parameters { \
    if (LIBRARY_LOADER()) return (type)LIBRARY_FAILURE; \
    return library.name arguments; \
  }
#define UNTYPED(name, parameters, arguments) \
  HIDDEN void name parameters { \
    if (!LIBRARY_LOADER()) library.name arguments; \
  }

FUNCTIONS(TYPED, UNTYPED)

#undef TYPED
#undef UNTYPED

#endif
