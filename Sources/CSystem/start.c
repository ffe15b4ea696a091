#include "start.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <sys/resource.h>

static int argument_count;
static char **arguments;

// The C library hands the arguments to constructors too. Swift's runtime would read them from
// /proc, which is not everywhere.
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
  argument_count = count;
  arguments = values;
}

int cs_argument_count(void) { return argument_count; }

const char *cs_argument(int index) {
  return index >= 0 && index < argument_count ? arguments[index] : NULL;
}

long cs_raise_descriptor_limit(long wanted) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
  rlim_t target = (rlim_t)wanted;
  if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < target) target = limit.rlim_max;
  if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < target) {
    limit.rlim_cur = target;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
  }
  return limit.rlim_cur > (rlim_t)LONG_MAX ? LONG_MAX : (long)limit.rlim_cur;
}
