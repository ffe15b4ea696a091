#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

static int result(int value) { return value < 0 ? -errno : value; }

int cs_epoll_create(void) { return result(epoll_create1(EPOLL_CLOEXEC)); }

static struct epoll_event interest(uint32_t events, uint64_t token) {
  struct epoll_event event = {0};
  if (events & CS_READABLE) event.events |= EPOLLIN;
  if (events & CS_WRITABLE) event.events |= EPOLLOUT;
  event.data.u64 = token;
  return event;
}

int cs_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token) {
  struct epoll_event event = interest(events, token);
  return result(epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event));
}

int cs_epoll_modify(int epoll, int descriptor, uint32_t events, uint64_t token) {
  struct epoll_event event = interest(events, token);
  return result(epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event));
}

int cs_epoll_remove(int epoll, int descriptor) {
  return result(epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL));
}

int cs_epoll_wait(int epoll, cs_event *events, int capacity, int timeoutMilliseconds) {
  struct epoll_event ready[64];
  if (capacity > 64) capacity = 64;
  int count = epoll_wait(epoll, ready, capacity, timeoutMilliseconds);
  if (count < 0) return errno == EINTR ? 0 : -errno;
  for (int index = 0; index < count; index++) {
    uint32_t flags = ready[index].events;
    events[index].token = ready[index].data.u64;
    events[index].events = 0;
    if (flags & EPOLLIN) events[index].events |= CS_READABLE;
    if (flags & EPOLLOUT) events[index].events |= CS_WRITABLE;
    if (flags & (EPOLLERR | EPOLLHUP)) events[index].events |= CS_FAILED;
  }
  return count;
}

int cs_eventfd_create(void) { return result(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

void cs_eventfd_signal(int descriptor) {
  uint64_t one = 1;
  // The counter can only be full when a wake-up is pending already.
  ssize_t ignored = write(descriptor, &one, sizeof one);
  (void)ignored;
}

void cs_eventfd_drain(int descriptor) {
  uint64_t count;
  ssize_t ignored = read(descriptor, &count, sizeof count);
  (void)ignored;
}

int cs_set_thread_name(const char *name) { return -pthread_setname_np(pthread_self(), name); }

static int64_t now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t cs_monotonic_nanoseconds(void) { return now(CLOCK_MONOTONIC); }

int64_t cs_realtime_nanoseconds(void) { return now(CLOCK_REALTIME); }

int cs_format_double(char *buffer, size_t capacity, char verb, int precision, double value) {
  char format[] = {'%', '.', '*', verb, 0};
  return snprintf(buffer, capacity, format, precision, value);
}

double cs_parse_double(const char *text, size_t *consumed) {
  char *end = NULL;
  double value = strtod(text, &end);
  *consumed = (size_t)(end - text);
  return value;
}

int cs_malloc_trim(void) { return malloc_trim(0); }

void cs_malloc_limit_arenas(int count) { mallopt(M_ARENA_MAX, count); }
