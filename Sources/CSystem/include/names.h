// Names and addresses: what getaddrinfo, the resolver and getifaddrs know.
//
// Answers are texts separated by newlines in `buffer`; the functions return the length or -errno.
#ifndef TRIMTAB_CSYSTEM_NAMES_H
#define TRIMTAB_CSYSTEM_NAMES_H

#include <stddef.h>
#include <sys/types.h>

// The numeric addresses of a host; waits at most `timeout_milliseconds`.
ssize_t cs_resolve_host(const char *host, int timeout_milliseconds, char *buffer, size_t capacity);

// Looks a host up on a thread of its own and calls `found` there, once: with the numeric addresses,
// or with -errno and nothing. Returns 0, or -errno without a call.
typedef void (*cs_addresses_found)(void *context, ssize_t length, const char *addresses);
int cs_resolve_apart(const char *host, void *context, cs_addresses_found found);

// The SRV records of a name, as `priority weight port target`; waits at most about five seconds.
ssize_t cs_resolve_services(const char *name, char *buffer, size_t capacity);

// The numeric addresses of an interface of this machine.
ssize_t cs_interface_addresses(const char *interface, char *buffer, size_t capacity);

#endif
