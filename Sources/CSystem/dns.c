#define _GNU_SOURCE
#include "dns.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

ssize_t cs_ask_services(
    const char *name, const char *server, int port, unsigned char *answer, size_t capacity) {
  struct __res_state state;
  memset(&state, 0, sizeof state);
  if (res_ninit(&state) != 0) return -EAGAIN;
  state.retrans = 1;
  state.retry = 2;
  if (server != NULL) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    if (inet_pton(AF_INET, server, &address.sin_addr) != 1) {
      res_nclose(&state);
      return -EINVAL;
    }
    state.nsaddr_list[0] = address;
    state.nscount = 1;
  }
  int size = res_nsearch(&state, name, ns_c_in, ns_t_srv, answer, (int)capacity);
  int failure = state.res_h_errno == TRY_AGAIN ? EAGAIN : ENOENT;
  res_nclose(&state);
  if (size < 0) return -failure;
  return size > (int)capacity ? (ssize_t)capacity : size;
}
