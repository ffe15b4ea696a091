// The machine stack: how much of it is used, and more of it for deep recursion.
#ifndef TRIMTAB_STACK_H
#define TRIMTAB_STACK_H

#include <stddef.h>
#include <stdint.h>

// The address of the caller's frame.
static inline uintptr_t cs_stack_address(void) { return (uintptr_t)__builtin_frame_address(0); }

// Runs `body(context)` to its end on a new thread whose stack has `size` bytes, of which the system
// commits only what is touched. Returns 0 or -errno if no such thread can be had.
int cs_run_on_stack(size_t size, void (*body)(void *context), void *context);

#endif
