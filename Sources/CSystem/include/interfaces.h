// The addresses of this machine's network interfaces, and which one leads to the world.
//
// Answers are texts in `buffer`; the functions return the length or -errno.
#ifndef TRIMTAB_CSYSTEM_INTERFACES_H
#define TRIMTAB_CSYSTEM_INTERFACES_H

#include <stddef.h>
#include <sys/types.h>

// One line for each IPv4 and IPv6 address: index, MTU, flags (`IFF_...`, decimal), the hardware
// address (or `-`), the length of the prefix, the address, and the interface's name.
ssize_t cs_interface_list(char *buffer, size_t capacity);

// The name of the interface of the default route of IPv4, else of IPv6; empty if there is none.
ssize_t cs_default_interface(char *buffer, size_t capacity);

#endif
