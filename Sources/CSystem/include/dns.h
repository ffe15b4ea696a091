// Questions to the domain name system, whose answers come as they are.
#ifndef TRIMTAB_CSYSTEM_DNS_H
#define TRIMTAB_CSYSTEM_DNS_H

#include <stddef.h>
#include <sys/types.h>

// Asks for the SRV records of a name: the name servers of resolv.conf, or the one at an IPv4
// address and port where `server` is not NULL. Returns the length of the message, -ENOENT where
// there are no such records, -EAGAIN where no name server gave an answer. Waits at most about five
// seconds.
ssize_t cs_ask_services(
    const char *name, const char *server, int port, unsigned char *answer, size_t capacity);

#endif
