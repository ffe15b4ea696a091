#define _GNU_SOURCE
#include "calendar.h"

#include <stdio.h>
#include <time.h>

size_t cs_format_utc(char *buffer, size_t capacity, int64_t nanoseconds) {
  int64_t milliseconds = nanoseconds / 1000000;
  if (nanoseconds % 1000000 < 0) milliseconds--;
  int64_t rest = milliseconds % 1000;
  if (rest < 0) rest += 1000;
  time_t seconds = (time_t)((milliseconds - rest) / 1000);
  struct tm fields;
  if (!gmtime_r(&seconds, &fields)) return 0;
  size_t length = strftime(buffer, capacity, "%Y-%m-%dT%H:%M:%S", &fields);
  if (length == 0) return 0;
  int added = snprintf(buffer + length, capacity - length, ".%03dZ", (int)rest);
  return added == 5 && length + 5 < capacity ? length + 5 : 0;
}
