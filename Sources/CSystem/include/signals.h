// Signals that arrive as bytes in a pipe.
#ifndef TRIMTAB_CSYSTEM_SIGNALS_H
#define TRIMTAB_CSYSTEM_SIGNALS_H

#include <sys/types.h>

// Opens the pipe once and returns its reading end, in which each caught signal is one byte.
int cs_signal_pipe(void);
// Sends a signal to the pipe from now on.
int cs_signal_catch(int signal);
// Gives a signal its default effect back.
int cs_signal_default(int signal);
int cs_signal_ignore(int signal);
// Keeps a signal from this thread, and from those it starts.
int cs_signal_block(int signal);
// Lets this thread, and those it starts, receive all signals.
int cs_signal_unblock_all(void);
// Sends a signal to a process, or to a group if negative; 0 only checks.
int cs_signal_send(pid_t process, int signal);

#endif
