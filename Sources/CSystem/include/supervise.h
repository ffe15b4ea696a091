// A child that is looked after: it shares our terminal and ends when we do.
#ifndef TRIMTAB_CSYSTEM_SUPERVISE_H
#define TRIMTAB_CSYSTEM_SUPERVISE_H

#include <sys/types.h>

// Starts a program with our standard descriptors and no others, with default signal handling. With
// `group` it leads a process group of its own. When the calling thread ends it gets `deathSignal`.
// Returns the process id, once the program has replaced the copy of this one.
pid_t cs_supervise(
    const char *path, char *const *arguments, char *const *environment, int group,
    int deathSignal);

// Makes orphans among our descendants our children.
int cs_become_subreaper(void);

// Gives an ended child back to the system. Returns 1 if it had ended.
int cs_reap(pid_t process);

#endif
