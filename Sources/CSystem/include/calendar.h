// Civil time.
#ifndef TRIMTAB_CSYSTEM_CALENDAR_H
#define TRIMTAB_CSYSTEM_CALENDAR_H

#include <stddef.h>
#include <stdint.h>

// Writes nanoseconds since 1970 as UTC `2026-01-02T03:04:05.678Z`; returns the length, or 0.
size_t cs_format_utc(char *buffer, size_t capacity, int64_t nanoseconds);

#endif
