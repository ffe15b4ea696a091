#include "datagram.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/// A socket that is joined to a path; negative: the errno.
static int connected(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(path);
  if (length == 0 || length >= sizeof address.sun_path) return -EINVAL;
  memcpy(address.sun_path, path, length);
  // A name without a file is written with an at sign.
  if (path[0] == '@') address.sun_path[0] = 0;
  int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -errno;
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
  if (connect(descriptor, (const struct sockaddr *)&address, size) == 0) return descriptor;
  int code = -errno;
  close(descriptor);
  return code;
}

int cs_datagram_send(const char *path, const void *bytes, size_t count) {
  int descriptor = connected(path);
  if (descriptor < 0) return descriptor;
  int result = send(descriptor, bytes, count, MSG_NOSIGNAL) < 0 ? -errno : 0;
  close(descriptor);
  return result;
}

int cs_datagram_reach(const char *path) {
  int descriptor = connected(path);
  if (descriptor < 0) return descriptor;
  close(descriptor);
  return 0;
}
