#define _GNU_SOURCE
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static int result(int value) { return value < 0 ? -errno : value; }

static int pipeEnds[2] = {-1, -1};
static int pipeFailure;
static pthread_once_t pipeOnce = PTHREAD_ONCE_INIT;

static void open_pipe(void) {
  if (pipe2(pipeEnds, O_CLOEXEC | O_NONBLOCK) != 0) pipeFailure = errno;
}

int cs_signal_pipe(void) {
  pthread_once(&pipeOnce, open_pipe);
  return pipeEnds[0] < 0 ? -pipeFailure : pipeEnds[0];
}

static void forward(int signal) {
  int code = errno;
  unsigned char byte = (unsigned char)signal;
  // A full pipe means that the reader is about to see thousands of signals anyway.
  ssize_t ignored = write(pipeEnds[1], &byte, 1);
  (void)ignored;
  errno = code;
}

static int set(int signal, void (*handler)(int)) {
  struct sigaction action = {0};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  return result(sigaction(signal, &action, NULL));
}

int cs_signal_catch(int signal) {
  int descriptor = cs_signal_pipe();
  return descriptor < 0 ? descriptor : set(signal, forward);
}

int cs_signal_default(int signal) { return set(signal, SIG_DFL); }

int cs_signal_ignore(int signal) { return set(signal, SIG_IGN); }

int cs_signal_block(int signal) {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  return -pthread_sigmask(SIG_BLOCK, &one, NULL);
}

int cs_signal_unblock_all(void) {
  sigset_t none;
  sigemptyset(&none);
  return -pthread_sigmask(SIG_SETMASK, &none, NULL);
}

int cs_signal_send(pid_t process, int signal) { return result(kill(process, signal)); }
