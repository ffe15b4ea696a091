#ifndef CSYSTEM_DATAGRAM_H
#define CSYSTEM_DATAGRAM_H

#include <stddef.h>

/// Sends one datagram to a unix socket, without waiting; a path that begins with `@` is a name
/// without a file. Returns 0 or the negative errno.
int cs_datagram_send(const char *path, const void *bytes, size_t count);

/// Whether somebody listens for datagrams at a unix socket. Returns 0 or the negative errno.
int cs_datagram_reach(const char *path);

#endif
