#ifndef CSYSTEM_START_H
#define CSYSTEM_START_H

/// How many arguments the process was started with, its name included.
int cs_argument_count(void);

/// An argument, valid as long as the process; NULL beyond the last.
const char *cs_argument(int index);

/// The number of descriptors this process may have at most, after the soft limit was raised towards
/// the hard one as far as `wanted`. Negative error numbers.
long cs_raise_descriptor_limit(long wanted);

#endif
