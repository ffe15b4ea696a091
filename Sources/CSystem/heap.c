#define _GNU_SOURCE
#include "heap.h"

#include <malloc.h>

size_t cs_heap_bytes(void) {
  struct mallinfo2 state = mallinfo2();
  return state.uordblks + state.hblkhd;
}
