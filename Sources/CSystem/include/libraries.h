#ifndef CSYSTEM_LIBRARIES_H
#define CSYSTEM_LIBRARIES_H

#include <stddef.h>

/// Loads a shared library for the rest of the process and writes the addresses of `count`
/// functions. Returns NULL, or the reason why not, which stays valid; then the addresses are not to
/// be used.
const char *cs_load_library(
    const char *file, const char *const names[], size_t count, void *addresses[]);

#endif
