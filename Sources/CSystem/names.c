#define _GNU_SOURCE
#include "names.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static ssize_t append_line(char *buffer, size_t capacity, size_t length, const char *line) {
  size_t more = strlen(line);
  if (length + more + 1 > capacity) return -EOVERFLOW;
  memcpy(buffer + length, line, more);
  buffer[length + more] = '\n';
  return (ssize_t)(length + more + 1);
}

static int address_text(const struct sockaddr *address, char *text, socklen_t capacity) {
  if (address->sa_family == AF_INET) {
    const struct sockaddr_in *four = (const struct sockaddr_in *)address;
    return inet_ntop(AF_INET, &four->sin_addr, text, capacity) != NULL;
  }
  if (address->sa_family == AF_INET6) {
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
    return inet_ntop(AF_INET6, &six->sin6_addr, text, capacity) != NULL;
  }
  return 0;
}

// getaddrinfo cannot be told how long to wait, so it runs in a thread of its own which may outlive
// its caller's patience. Whoever finishes last frees the job.
typedef struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  int owners;
  int is_done;
  int failure;
  struct addrinfo *found;
  char host[];
} job;

static void release(job *work) {
  int owners = --work->owners;
  pthread_mutex_unlock(&work->lock);
  if (owners > 0) return;
  if (work->found != NULL) freeaddrinfo(work->found);
  pthread_cond_destroy(&work->changed);
  pthread_mutex_destroy(&work->lock);
  free(work);
}

static void *resolve(void *argument) {
  job *work = argument;
  struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
  struct addrinfo *found = NULL;
  int failure = getaddrinfo(work->host, NULL, &hints, &found);
  int number = errno;
  pthread_mutex_lock(&work->lock);
  work->found = failure == 0 ? found : NULL;
  work->failure = failure == EAI_SYSTEM ? number : failure == EAI_AGAIN ? EAGAIN : ENOENT;
  if (failure == 0) work->failure = 0;
  work->is_done = 1;
  pthread_cond_signal(&work->changed);
  release(work);
  return NULL;
}

static job *start(const char *host) {
  size_t length = strlen(host) + 1;
  job *work = calloc(1, sizeof(job) + length);
  if (work == NULL) return NULL;
  memcpy(work->host, host, length);
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_mutex_init(&work->lock, NULL);
  pthread_cond_init(&work->changed, &monotonic);
  pthread_condattr_destroy(&monotonic);
  work->owners = 2;
  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  int failure = pthread_create(&thread, &detached, resolve, work);
  pthread_attr_destroy(&detached);
  pthread_mutex_lock(&work->lock);
  if (failure == 0) return work;
  work->owners = 1;
  release(work);
  errno = failure;
  return NULL;
}

ssize_t cs_resolve_host(
    const char *host, int timeout_milliseconds, char *buffer, size_t capacity) {
  job *work = start(host);
  if (work == NULL) return -errno;
  struct timespec deadline;
  clock_gettime(CLOCK_MONOTONIC, &deadline);
  deadline.tv_sec += timeout_milliseconds / 1000;
  deadline.tv_nsec += (timeout_milliseconds % 1000) * 1000000L;
  if (deadline.tv_nsec >= 1000000000L) {
    deadline.tv_sec += 1;
    deadline.tv_nsec -= 1000000000L;
  }
  int waited = 0;
  while (!work->is_done && waited == 0) {
    waited = pthread_cond_timedwait(&work->changed, &work->lock, &deadline);
  }
  ssize_t length = work->is_done ? -work->failure : -ETIMEDOUT;
  for (struct addrinfo *item = work->is_done ? work->found : NULL; item != NULL && length >= 0;
       item = item->ai_next) {
    char text[INET6_ADDRSTRLEN];
    if (!address_text(item->ai_addr, text, sizeof text)) continue;
    length = append_line(buffer, capacity, (size_t)length, text);
  }
  release(work);
  return length;
}

static unsigned read_number(const unsigned char *at) { return (unsigned)at[0] << 8 | at[1]; }

// Steps over a name; NULL if it leaves the message.
static const unsigned char *skip_name(
    const unsigned char *message, const unsigned char *end, const unsigned char *at) {
  char name[NS_MAXDNAME];
  int length = dn_expand(message, end, at, name, sizeof name);
  return length < 0 ? NULL : at + length;
}

// The SRV records of an answer: a header of 12 bytes, questions (name, type, class), records (name,
// type, class, time to live, length, data).
static ssize_t services_of(
    const unsigned char *message, const unsigned char *end, char *buffer, size_t capacity) {
  if (end - message < 12) return -EBADMSG;
  unsigned questions = read_number(message + 4);
  unsigned records = read_number(message + 6);
  const unsigned char *at = message + 12;
  while (questions-- > 0) {
    at = skip_name(message, end, at);
    if (at == NULL || end - at < 4) return -EBADMSG;
    at += 4;
  }
  ssize_t length = 0;
  while (records-- > 0 && length >= 0) {
    at = skip_name(message, end, at);
    if (at == NULL || end - at < 10) return -EBADMSG;
    unsigned type = read_number(at);
    unsigned size = read_number(at + 8);
    at += 10;
    if ((unsigned)(end - at) < size) return -EBADMSG;
    if (type == ns_t_srv && size >= 7) {
      char target[NS_MAXDNAME];
      if (dn_expand(message, end, at + 6, target, sizeof target) < 0) return -EBADMSG;
      char line[NS_MAXDNAME + 32];
      snprintf(line, sizeof line, "%u %u %u %s.", read_number(at), read_number(at + 2),
               read_number(at + 4), target);
      length = append_line(buffer, capacity, (size_t)length, line);
    }
    at += size;
  }
  return length;
}

ssize_t cs_resolve_services(const char *name, char *buffer, size_t capacity) {
  struct __res_state state;
  memset(&state, 0, sizeof state);
  if (res_ninit(&state) != 0) return -ENOENT;
  state.retrans = 1;
  state.retry = 2;
  unsigned char answer[1 << 16];
  int size = res_nsearch(&state, name, ns_c_in, ns_t_srv, answer, sizeof answer);
  int failure = state.res_h_errno == TRY_AGAIN ? EAGAIN : ENOENT;
  res_nclose(&state);
  if (size < 0) return -failure;
  if (size > (int)sizeof answer) size = sizeof answer;
  return services_of(answer, answer + size, buffer, capacity);
}

ssize_t cs_interface_addresses(const char *interface, char *buffer, size_t capacity) {
  struct ifaddrs *all = NULL;
  if (getifaddrs(&all) != 0) return -errno;
  ssize_t length = 0;
  int is_known = 0;
  for (struct ifaddrs *item = all; item != NULL && length >= 0; item = item->ifa_next) {
    if (strcmp(item->ifa_name, interface) != 0) continue;
    is_known = 1;
    char text[INET6_ADDRSTRLEN];
    if (item->ifa_addr == NULL || !address_text(item->ifa_addr, text, sizeof text)) continue;
    length = append_line(buffer, capacity, (size_t)length, text);
  }
  freeifaddrs(all);
  return is_known ? length : -ENODEV;
}

typedef struct {
  void *context;
  cs_addresses_found found;
  char host[];
} lookup;

static void *look_up(void *argument) {
  lookup *work = argument;
  char text[1 << 14];
  struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
  struct addrinfo *found = NULL;
  int failure = getaddrinfo(work->host, NULL, &hints, &found);
  ssize_t length = 0;
  if (failure != 0) {
    length = failure == EAI_SYSTEM ? -errno : failure == EAI_AGAIN ? -EAGAIN : -ENOENT;
  }
  for (struct addrinfo *item = failure == 0 ? found : NULL; item != NULL; item = item->ai_next) {
    char address[INET6_ADDRSTRLEN];
    if (!address_text(item->ai_addr, address, sizeof address)) continue;
    ssize_t longer = append_line(text, sizeof text, (size_t)length, address);
    // More than a thousand addresses are as good as a thousand.
    if (longer < 0) break;
    length = longer;
  }
  if (failure == 0) freeaddrinfo(found);
  work->found(work->context, length, text);
  free(work);
  return NULL;
}

int cs_resolve_apart(const char *host, void *context, cs_addresses_found found) {
  size_t length = strlen(host) + 1;
  lookup *work = malloc(sizeof(lookup) + length);
  if (work == NULL) return -ENOMEM;
  work->context = context;
  work->found = found;
  memcpy(work->host, host, length);
  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  int failure = pthread_create(&thread, &detached, look_up, work);
  pthread_attr_destroy(&detached);
  if (failure != 0) free(work);
  return -failure;
}
