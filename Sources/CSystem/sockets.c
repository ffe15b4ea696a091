#define _GNU_SOURCE
#include "sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int give_up(int descriptor) {
  int code = errno;
  close(descriptor);
  return -code;
}

static int unix_address(const char *path, struct sockaddr_un *address, socklen_t *length) {
  size_t size = strlen(path);
  if (size == 0) return -ENOENT;
  if (size >= sizeof address->sun_path) return -ENAMETOOLONG;
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, path, size + 1);
  *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size + 1);
  return 0;
}

static int ip_address(
    const char *host, uint16_t port, struct sockaddr_storage *address, socklen_t *length) {
  memset(address, 0, sizeof *address);
  struct sockaddr_in *four = (struct sockaddr_in *)address;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;
  if (inet_pton(AF_INET, host, &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    *length = sizeof *four;
    return AF_INET;
  }
  if (inet_pton(AF_INET6, host, &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(port);
    *length = sizeof *six;
    return AF_INET6;
  }
  return -EINVAL;
}

static int connect_to(int family, const struct sockaddr *address, socklen_t length) {
  int descriptor = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -errno;
  if (connect(descriptor, address, length) != 0 && errno != EINPROGRESS) {
    return give_up(descriptor);
  }
  return descriptor;
}

int cs_socket_connect_unix(const char *path) {
  struct sockaddr_un address;
  socklen_t length;
  int code = unix_address(path, &address, &length);
  return code < 0 ? code : connect_to(AF_UNIX, (struct sockaddr *)&address, length);
}

int cs_socket_connect_ip(const char *host, uint16_t port) {
  struct sockaddr_storage address;
  socklen_t length;
  int family = ip_address(host, port, &address, &length);
  return family < 0 ? family : connect_to(family, (struct sockaddr *)&address, length);
}

int cs_socket_error(int descriptor) {
  int code = 0;
  socklen_t length = sizeof code;
  if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) != 0) return -errno;
  return -code;
}

// Whether `path` is a socket nobody answers at.
static int is_stale(const struct sockaddr_un *address, socklen_t length) {
  struct stat status;
  if (lstat(address->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode)) return 0;
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return 0;
  int refused = connect(descriptor, (const struct sockaddr *)address, length) != 0
      && errno == ECONNREFUSED;
  close(descriptor);
  return refused;
}

int cs_socket_listen_unix(const char *path, mode_t mode) {
  struct sockaddr_un address;
  socklen_t length;
  int code = unix_address(path, &address, &length);
  if (code < 0) return code;
  if (is_stale(&address, length)) unlink(path);
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -errno;
  // Nobody may connect before the mode is set.
  if (fchmod(descriptor, mode) != 0 || bind(descriptor, (struct sockaddr *)&address, length) != 0) {
    return give_up(descriptor);
  }
  if (chmod(path, mode) != 0 || listen(descriptor, 16) != 0) return give_up(descriptor);
  return descriptor;
}

int cs_socket_accept(int listener) {
  int descriptor = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

ssize_t cs_socket_send(int descriptor, const void *bytes, size_t count) {
  ssize_t sent = send(descriptor, bytes, count, MSG_NOSIGNAL);
  return sent < 0 ? -errno : sent;
}

ssize_t cs_socket_receive(int descriptor, void *bytes, size_t capacity) {
  ssize_t count = recv(descriptor, bytes, capacity, MSG_DONTWAIT);
  return count < 0 ? -errno : count;
}

int cs_socket_is_quiet(int descriptor) {
  char byte;
  ssize_t count = recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void cs_socket_prepare(int descriptor) {
  int one = 1, idle = 30, interval = 10;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
  setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
  setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
}

int cs_socket_is_address(const char *host) {
  struct sockaddr_storage address;
  socklen_t length;
  return ip_address(host, 0, &address, &length) >= 0;
}

int cs_socket_try_bind(const char *host, uint16_t port, int onlyIPv6) {
  struct sockaddr_storage address;
  socklen_t length;
  int family = ip_address(host, port, &address, &length);
  if (family < 0) return family;
  int descriptor = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  int one = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
  if (family == AF_INET6) {
    setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &onlyIPv6, sizeof onlyIPv6);
  }
  if (bind(descriptor, (struct sockaddr *)&address, length) != 0) return give_up(descriptor);
  close(descriptor);
  return 0;
}
