// OpenSSL's libcrypto, loaded with the first call, as few templates hash anything and loading costs
// a millisecond. Its functions keep their names; libcrypto.c has the list of those that can be
// called. Where the library is missing, all of them fail.
#ifndef TRIMTAB_CCRYPTO_H
#define TRIMTAB_CCRYPTO_H
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

/// `EVP_PKEY_KEYPAIR` and `EVP_PKEY_PUBLIC_KEY`, which Swift cannot see.
static const int trimtab_key_pair = EVP_PKEY_KEYPAIR;
static const int trimtab_public_key = EVP_PKEY_PUBLIC_KEY;

/// Loads libcrypto if that has not happened. Returns NULL, or the reason why it cannot be used.
const char *trimtab_crypto_load(void);

#endif
