// What Swift's Glibc module lacks or cannot import: GNU extensions, variadic functions, errno.
//
// Convention: a function returns 0 or more on success and -errno on failure.
#ifndef TRIMTAB_CSYSTEM_H
#define TRIMTAB_CSYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "calendar.h"
#include "datagram.h"
#include "dns.h"
#include "environment.h"
#include "files.h"
#include "heap.h"
#include "interfaces.h"
#include "lazy_library.h"
#include "libraries.h"
#include "listening.h"
#include "names.h"
#include "processes.h"
#include "program.h"
#include "signals.h"
#include "sockets.h"
#include "start.h"
#include "stack.h"
#include "supervise.h"

// --- event loop ---
enum { CS_READABLE = 1, CS_WRITABLE = 2, CS_FAILED = 4 };

typedef struct {
  uint64_t token;
  uint32_t events;  // CS_READABLE | CS_WRITABLE | CS_FAILED
} cs_event;

int cs_epoll_create(void);
int cs_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token);
int cs_epoll_modify(int epoll, int descriptor, uint32_t events, uint64_t token);
int cs_epoll_remove(int epoll, int descriptor);
// Waits at most `timeoutMilliseconds` (-1: for ever); returns the number of events.
int cs_epoll_wait(int epoll, cs_event *events, int capacity, int timeoutMilliseconds);
int cs_eventfd_create(void);
void cs_eventfd_signal(int descriptor);
void cs_eventfd_drain(int descriptor);
int cs_set_thread_name(const char *name);

// --- time ---
int64_t cs_monotonic_nanoseconds(void);
int64_t cs_realtime_nanoseconds(void);

// --- numbers ---
// Formats like printf("%.*<verb>", precision, value) with verb one of e E f F g G a A.
int cs_format_double(char *buffer, size_t capacity, char verb, int precision, double value);
double cs_parse_double(const char *text, size_t *consumed);

// --- memory ---
int cs_malloc_trim(void);
// To be called before there is a second thread.
void cs_malloc_limit_arenas(int count);

#endif
