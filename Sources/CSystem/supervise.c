#define _GNU_SOURCE
#include "supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

// Only calls that are safe after a fork of a program with threads.
static void become(
    const char *path, char *const *arguments, char *const *environment, int group,
    int deathSignal, pid_t parent, int report) {
  struct sigaction action = {0};
  action.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
  int ok = !group || setpgid(0, 0) == 0;
  ok = ok && prctl(PR_SET_PDEATHSIG, deathSignal) == 0;
  // A parent that ended before the last line would not be noticed.
  if (ok && getppid() != parent) _exit(0);
  if (ok) {
    // Older kernels lack the call; all of ours are close-on-exec anyway.
    syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(path, arguments, environment);
  }
  int code = errno;
  ssize_t ignored = write(report, &code, sizeof code);
  (void)ignored;
  _exit(127);
}

pid_t cs_supervise(
    const char *path, char *const *arguments, char *const *environment, int group,
    int deathSignal) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
  sigset_t all, before;
  sigfillset(&all);
  // No handler of ours may run in the child.
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t parent = getpid();
  pid_t process = fork();
  if (process == 0) {
    become(path, arguments, environment, group, deathSignal, parent, ends[1]);
  }
  int code = process < 0 ? errno : 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(ends[1]);
  if (process > 0) {
    ssize_t count;
    do {
      count = read(ends[0], &code, sizeof code);
    } while (count < 0 && errno == EINTR);
    if (count == (ssize_t)sizeof code) {
      waitpid(process, NULL, 0);
    } else {
      code = 0;
    }
  }
  close(ends[0]);
  return code == 0 ? process : -code;
}

int cs_become_subreaper(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 ? 0 : -errno;
}

int cs_reap(pid_t process) {
  int status;
  return waitpid(process, &status, WNOHANG) == process;
}
