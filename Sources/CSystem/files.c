#define _GNU_SOURCE
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/xattr.h>
#include <unistd.h>

static int result(int value) { return value < 0 ? -errno : value; }

int cs_lock_exclusive(int descriptor) { return result(flock(descriptor, LOCK_EX | LOCK_NB)); }

int cs_reserve_space(int descriptor, off_t size) {
  if (size == 0 || fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, size) == 0) return 0;
  return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? -errno : 0;
}

int cs_inotify_create(void) { return result(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)); }

int cs_inotify_add(int inotify, const char *path, int interests) {
  uint32_t mask = IN_MASK_ADD | IN_DELETE_SELF | IN_MOVE_SELF;
  if (interests & CS_WATCH_NAMES) mask |= IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
  if (interests & CS_WATCH_CONTENTS) mask |= IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB;
  return result(inotify_add_watch(inotify, path, mask));
}

int cs_inotify_remove(int inotify, int watch) { return result(inotify_rm_watch(inotify, watch)); }

int cs_inotify_read(
    int inotify, void *buffer, size_t bufferSize, cs_file_event *events, int capacity) {
  // The smallest record is the header alone, so this many bytes cannot hold more than `capacity`.
  size_t limit = (size_t)capacity * sizeof(struct inotify_event);
  if (limit > bufferSize) limit = bufferSize;
  ssize_t length = read(inotify, buffer, limit);
  if (length < 0) return errno == EAGAIN || errno == EINTR ? 0 : -errno;
  int count = 0;
  for (ssize_t offset = 0; offset < length;) {
    struct inotify_event header;
    memcpy(&header, (char *)buffer + offset, sizeof header);
    cs_file_event *event = &events[count++];
    memset(event, 0, sizeof *event);
    event->watch = header.wd;
    event->overflowed = (header.mask & IN_Q_OVERFLOW) != 0;
    event->ended = (header.mask & IN_IGNORED) != 0;
    event->aboutItself = (header.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0;
    if (header.len > 0) {
      const char *name = (char *)buffer + offset + sizeof header;
      strncpy(event->name, name, sizeof event->name - 1);
    } else if (header.mask & (IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB)) {
      event->aboutItself = 1;
    }
    offset += (ssize_t)(sizeof header + header.len);
  }
  return count;
}

void cs_copy_extended_attributes(int from, int to) {
  char names[4096];
  char value[4096];
  ssize_t length = flistxattr(from, names, sizeof names);
  for (ssize_t offset = 0; offset < length; offset += (ssize_t)strlen(names + offset) + 1) {
    ssize_t size = fgetxattr(from, names + offset, value, sizeof value);
    if (size >= 0) (void)fsetxattr(to, names + offset, value, (size_t)size, 0);
  }
}
