// zlib, loaded with the first call, as only agents that share data and templates with encrypted
// values need it. Its functions keep their names; zlib.c has the list of those that can be called.
#ifndef TRIMTAB_CZLIB_H
#define TRIMTAB_CZLIB_H
#include <zlib.h>

/// Loads zlib if that has not happened. Returns NULL, or the reason why it cannot be used.
const char *trimtab_zlib_load(void);

#endif
