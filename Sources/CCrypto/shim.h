#ifndef TRIMTAB_CCRYPTO_H
#define TRIMTAB_CCRYPTO_H
#include <openssl/evp.h>
#include <openssl/hmac.h>
#endif
