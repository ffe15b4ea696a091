#ifndef TRIMTAB_CYAML_H
#define TRIMTAB_CYAML_H
#include <yaml.h>
#endif
