// Kills `trimtab` before its n-th step, where a step is a call that changes files, starts a
// program or tells another one something, counted over all threads. Its children are not counted.
//
//   LD_PRELOAD=kill-switch.so KILL_AT=n trimtab ...
//
// A write counts twice: it is killed before it begins, and when half of its bytes are written.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

static atomic_int steps;
static int deadly;

__attribute__((constructor)) static void start(void) {
  const char *number = getenv("KILL_AT");
  if (strcmp(program_invocation_short_name, "trimtab") != 0) return;
  deadly = number ? atoi(number) : 0;
  unsetenv("LD_PRELOAD");
  unsetenv("KILL_AT");
}

static int is_deadly(void) { return atomic_fetch_add(&steps, 1) + 1 == deadly; }

static void die(const char *when, const char *call, const char *path) {
  dprintf(2, "killed %s %s %s\n", when, call, path);
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static void step(const char *call, const char *path) {
  if (is_deadly()) die("before", call, path);
}

static const char *name_of(int file, char *buffer, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, buffer, size - 1);
  buffer[length < 0 ? 0 : length] = 0;
  return buffer;
}

static void file_step(const char *call, int file) {
  char path[4096];
  step(call, name_of(file, path, sizeof path));
}

static int is_regular(int file) {
  struct stat status;
  return file > 2 && fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                            \
  int name(const char *path, int flags, ...) {                \
    va_list rest;                                             \
    va_start(rest, flags);                                    \
    mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                             \
    if (flags & (O_CREAT | O_TRUNC)) step(#name, path);       \
    return NEXT(name)(path, flags, mode);                     \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                          \
  int name(int folder, const char *path, int flags, ...) {    \
    va_list rest;                                             \
    va_start(rest, flags);                                    \
    mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                             \
    if (flags & (O_CREAT | O_TRUNC)) step(#name, path);       \
    return NEXT(name)(folder, path, flags, mode);             \
  }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int file, const void *bytes, size_t size) {
  if (deadly && is_regular(file)) {
    char path[4096];
    file_step("write", file);
    if (is_deadly()) {
      NEXT(write)(file, bytes, size / 2);
      die("within", "write", name_of(file, path, sizeof path));
    }
  }
  return NEXT(write)(file, bytes, size);
}

ssize_t send(int socket, const void *bytes, size_t size, int flags) {
  char text[32];
  snprintf(text, sizeof text, "%.*s", (int)size, (const char *)bytes);
  step("send", text);
  return NEXT(send)(socket, bytes, size, flags);
}

#define ON_FILE(name, parameters, arguments)   \
  int name parameters {                        \
    if (deadly) file_step(#name, file);        \
    return NEXT(name) arguments;               \
  }
ON_FILE(fsync, (int file), (file))
ON_FILE(fdatasync, (int file), (file))
ON_FILE(ftruncate, (int file, off_t size), (file, size))
ON_FILE(ftruncate64, (int file, off64_t size), (file, size))
ON_FILE(fallocate, (int file, int mode, off_t start, off_t size), (file, mode, start, size))
ON_FILE(fallocate64, (int file, int mode, off64_t start, off64_t size), (file, mode, start, size))
ON_FILE(posix_fallocate, (int file, off_t start, off_t size), (file, start, size))
ON_FILE(posix_fallocate64, (int file, off64_t start, off64_t size), (file, start, size))
ON_FILE(fchmod, (int file, mode_t mode), (file, mode))
ON_FILE(fchown, (int file, uid_t user, gid_t group), (file, user, group))
ON_FILE(flock, (int file, int operation), (file, operation))
ON_FILE(
    fsetxattr, (int file, const char *name, const void *value, size_t size, int flags),
    (file, name, value, size, flags))

#define ON_PATH(name, parameters, arguments)   \
  int name parameters {                        \
    step(#name, path);                         \
    return NEXT(name) arguments;               \
  }
ON_PATH(chmod, (const char *path, mode_t mode), (path, mode))
ON_PATH(chown, (const char *path, uid_t user, gid_t group), (path, user, group))
ON_PATH(lchown, (const char *path, uid_t user, gid_t group), (path, user, group))
ON_PATH(link, (const char *path, const char *other), (path, other))
ON_PATH(mkdir, (const char *path, mode_t mode), (path, mode))
ON_PATH(rename, (const char *path, const char *other), (path, other))
ON_PATH(unlink, (const char *path), (path))
ON_PATH(unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
ON_PATH(
    renameat, (int from, const char *path, int to, const char *other), (from, path, to, other))
ON_PATH(
    renameat2, (int from, const char *path, int to, const char *other, unsigned flags),
    (from, path, to, other, flags))

#define SPAWN(name)                                                                            \
  int name(                                                                                    \
      pid_t *process, const char *path, const posix_spawn_file_actions_t *actions,             \
      const posix_spawnattr_t *attributes, char *const arguments[], char *const environment[]) { \
    step(#name, path);                                                                         \
    int code = NEXT(name)(process, path, actions, attributes, arguments, environment);         \
    if (is_deadly()) die("after", #name, path);                                                \
    return code;                                                                               \
  }
SPAWN(posix_spawn)
SPAWN(posix_spawnp)
