// Stream sockets that do not block.
#ifndef TRIMTAB_CSYSTEM_SOCKETS_H
#define TRIMTAB_CSYSTEM_SOCKETS_H

#include <stdint.h>
#include <sys/types.h>

// Begin to connect; the descriptor becomes writable when that is over. `host` is a literal address.
int cs_socket_connect_unix(const char *path);
int cs_socket_connect_ip(const char *host, uint16_t port);

// The pending error of a socket: 0 or -errno.
int cs_socket_error(int descriptor);

// Replaces a stale socket at `path` and listens. A socket that somebody answers at is -EADDRINUSE.
int cs_socket_listen_unix(const char *path, mode_t mode);

// The next connection, or -EAGAIN.
int cs_socket_accept(int listener);

// Writes without a signal for a peer that is gone; the number of bytes.
ssize_t cs_socket_send(int descriptor, const void *bytes, size_t count);

// Reads what has come: the number of bytes, 0 at the end of the connection, or -errno.
ssize_t cs_socket_receive(int descriptor, void *bytes, size_t capacity);

// Whether an unused connection is still good: nothing to read, no end, no error.
int cs_socket_is_quiet(int descriptor);

// For a connection that is kept: what is written goes out at once, and the kernel notices a peer
// that is gone after about two minutes. Harmless where the socket has no such options.
void cs_socket_prepare(int descriptor);

// Whether `host` is a literal address.
int cs_socket_is_address(const char *host);

// Binds and closes again, without ever listening, with the options that HAProxy uses.
int cs_socket_try_bind(const char *host, uint16_t port, int onlyIPv6);

#endif
