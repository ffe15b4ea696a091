#define _GNU_SOURCE
#include "environment.h"

#include <unistd.h>

char **cs_environment(void) { return environ; }
