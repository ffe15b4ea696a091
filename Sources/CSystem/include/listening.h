// Listening stream sockets.
#ifndef TRIMTAB_CSYSTEM_LISTENING_H
#define TRIMTAB_CSYSTEM_LISTENING_H

#include <stdint.h>

// Listens at a literal address, without blocking; the descriptor or -errno.
int cs_socket_listen_ip(const char *host, uint16_t port, int backlog);

// Sets how many connections may wait for being accepted.
int cs_socket_backlog(int listener, int backlog);

#endif
