#ifndef TRIMTAB_CCRYPTO_H
#define TRIMTAB_CCRYPTO_H
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#endif
