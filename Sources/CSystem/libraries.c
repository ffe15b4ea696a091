#include "libraries.h"

#include <dlfcn.h>
#include <string.h>

// What dlerror says is overwritten by its next call, so a copy is kept, for ever: there are as many
// as libraries.
static const char *kept_reason(void) {
  const char *reason = dlerror();
  const char *kept = reason ? strdup(reason) : NULL;
  return kept ? kept : "it cannot be loaded";
}

const char *cs_load_library(
    const char *file, const char *const names[], size_t count, void *addresses[]) {
  void *library = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
  if (!library) return kept_reason();
  for (size_t i = 0; i < count; i++) {
    addresses[i] = dlsym(library, names[i]);
    if (!addresses[i]) return kept_reason();
  }
  return NULL;
}
