#define _GNU_SOURCE
#include "processes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int cs_spawn_standard_only(void *actions) {
  return posix_spawn_file_actions_addclosefrom_np(actions, 3);
}

// glibc 2.36 has these, its older headers do not.
#ifndef P_PIDFD
#define P_PIDFD 3
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

// Keeps a pipe's end from being one of the descriptors that the child's actions replace.
static int above_standard(int descriptor) {
  if (descriptor > 2) return descriptor;
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  int code = errno;
  close(descriptor);
  errno = code;
  return moved;
}

int cs_pipe(int *readEnd, int *writeEnd) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
  *readEnd = above_standard(ends[0]);
  int code = errno;
  *writeEnd = above_standard(ends[1]);
  if (*writeEnd < 0) code = errno;
  if (*readEnd >= 0 && *writeEnd >= 0 && fcntl(*readEnd, F_SETFL, O_NONBLOCK) == 0) return 0;
  if (*readEnd >= 0) close(*readEnd);
  if (*writeEnd >= 0) close(*writeEnd);
  return code > 0 ? -code : -EMFILE;
}

static int set_attributes(posix_spawnattr_t *attributes) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  sigdelset(&all, SIGKILL);
  sigdelset(&all, SIGSTOP);
  int code = posix_spawnattr_setsigmask(attributes, &none);
  if (code == 0) code = posix_spawnattr_setsigdefault(attributes, &all);
  if (code == 0) {
    code = posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  return code;
}

static int set_actions(posix_spawn_file_actions_t *actions, const char *directory, int output) {
  int code = 0;
  if (output >= 0) code = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
  if (code == 0 && output >= 0) code = posix_spawn_file_actions_adddup2(actions, output, 1);
  if (code == 0 && output >= 0) code = posix_spawn_file_actions_adddup2(actions, output, 2);
  if (code == 0 && directory) code = posix_spawn_file_actions_addchdir_np(actions, directory);
  if (code == 0) code = cs_spawn_standard_only(actions);
  return code;
}

pid_t cs_spawn(
    const char *path, char *const *arguments, char *const *environment, const char *directory,
    int output) {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  int code = posix_spawnattr_init(&attributes);
  if (code != 0) return -code;
  code = posix_spawn_file_actions_init(&actions);
  if (code != 0) {
    posix_spawnattr_destroy(&attributes);
    return -code;
  }
  pid_t process = 0;
  code = set_attributes(&attributes);
  if (code == 0) code = set_actions(&actions, directory, output);
  if (code == 0) code = posix_spawn(&process, path, &actions, &attributes, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return code == 0 ? process : -code;
}

int cs_process_open(pid_t process) {
  long descriptor = syscall(SYS_pidfd_open, process, 0);
  return descriptor < 0 ? -errno : (int)descriptor;
}

int cs_process_status(int descriptor, int reap, int *value) {
  siginfo_t info = {0};
  int options = WEXITED | WNOHANG | (reap ? 0 : WNOWAIT);
  int code;
  do {
    code = waitid((idtype_t)P_PIDFD, (id_t)descriptor, &info, options);
  } while (code != 0 && errno == EINTR);
  if (code != 0) return -errno;
  if (info.si_pid == 0) return 0;
  *value = info.si_status;
  return info.si_code == CLD_EXITED ? CS_EXITED : CS_SIGNALLED;
}
