// Child processes: start, wait without blocking, signal.
#ifndef TRIMTAB_CSYSTEM_PROCESSES_H
#define TRIMTAB_CSYSTEM_PROCESSES_H

#include <sys/types.h>

// A close-on-exec pipe above the standard descriptors; reading does not block.
int cs_pipe(int *readEnd, int *writeEnd);

// Starts a program in a session (so also a process group) of its own: default signal handling, no
// descriptors beyond the standard ones. `output` becomes standard output and error, and standard
// input is empty; -1 keeps all three of ours. `directory` may be NULL. Returns the process id.
pid_t cs_spawn(
    const char *path, char *const *arguments, char *const *environment, const char *directory,
    int output);

// Has a program inherit the standard descriptors alone; `actions` is a posix_spawn_file_actions_t.
// Returns 0 or an error number. Swift does not see what this calls.
int cs_spawn_standard_only(void *actions);

// A descriptor that becomes readable when the process has ended.
int cs_process_open(pid_t process);

enum { CS_EXITED = 1, CS_SIGNALLED = 2 };

// Looks whether a child has ended, without waiting: 0 if not, else CS_EXITED or CS_SIGNALLED with
// the status or signal in `value`. With `reap` the process id is given back to the system.
int cs_process_status(int descriptor, int reap, int *value);

#endif
