#pragma once

#include <stddef.h>

// The bytes that are allocated in the calling thread's heap and in mappings of their own.
size_t cs_heap_bytes(void);
