// The process's environment.
#ifndef TRIMTAB_CSYSTEM_ENVIRONMENT_H
#define TRIMTAB_CSYSTEM_ENVIRONMENT_H

// The variables as NAME=VALUE, ended by NULL. May be NULL.
char **cs_environment(void);

#endif
