#include "CCrypto.h"

// What the program calls of libcrypto, in the words of lazy_library.h.
#define FUNCTIONS(F, V) \
  F(int, BIO_free, (BIO *a), (a)) \
  F(BIO *, BIO_new, (const BIO_METHOD *a), (a)) \
  F(BIO *, BIO_new_mem_buf, (const void *a, int b), (a, b)) \
  F(int, BIO_read, (BIO *a, void *b, int c), (a, b, c)) \
  F(const BIO_METHOD *, BIO_s_mem, (void), ()) \
  V(BN_CTX_free, (BN_CTX *a), (a)) \
  F(BN_CTX *, BN_CTX_new, (void), ()) \
  F(int, BN_add, (BIGNUM *a, const BIGNUM *b, const BIGNUM *c), (a, b, c)) \
  F(BIGNUM *, BN_bin2bn, (const unsigned char *a, int b, BIGNUM *c), (a, b, c)) \
  F(int, BN_bn2bin, (const BIGNUM *a, unsigned char *b), (a, b)) \
  F(char *, BN_bn2dec, (const BIGNUM *a), (a)) \
  F(int, BN_dec2bn, (BIGNUM **a, const char *b), (a, b)) \
  F(int, BN_div, \
    (BIGNUM *a, BIGNUM *b, const BIGNUM *c, const BIGNUM *d, BN_CTX *e), (a, b, c, d, e)) \
  F(BIGNUM *, BN_dup, (const BIGNUM *a), (a)) \
  V(BN_free, (BIGNUM *a), (a)) \
  F(int, BN_is_negative, (const BIGNUM *a), (a)) \
  F(int, BN_is_zero, (const BIGNUM *a), (a)) \
  F(int, BN_mod_exp, \
    (BIGNUM *a, const BIGNUM *b, const BIGNUM *c, const BIGNUM *d, BN_CTX *e), (a, b, c, d, e)) \
  F(BIGNUM *, BN_mod_inverse, \
    (BIGNUM *a, const BIGNUM *b, const BIGNUM *c, BN_CTX *d), (a, b, c, d)) \
  F(int, BN_mod_mul, \
    (BIGNUM *a, const BIGNUM *b, const BIGNUM *c, const BIGNUM *d, BN_CTX *e), (a, b, c, d, e)) \
  F(int, BN_mul, (BIGNUM *a, const BIGNUM *b, const BIGNUM *c, BN_CTX *d), (a, b, c, d)) \
  F(BIGNUM *, BN_new, (void), ()) \
  F(int, BN_num_bits, (const BIGNUM *a), (a)) \
  V(BN_set_negative, (BIGNUM *a, int b), (a, b)) \
  F(ASN1_INTEGER *, BN_to_ASN1_INTEGER, (const BIGNUM *a, ASN1_INTEGER *b), (a, b)) \
  F(int, BN_ucmp, (const BIGNUM *a, const BIGNUM *b), (a, b)) \
  V(CRYPTO_free, (void *a, const char *b, int c), (a, b, c)) \
  V(ERR_clear_error, (void), ()) \
  V(EVP_CIPHER_CTX_free, (EVP_CIPHER_CTX *a), (a)) \
  F(EVP_CIPHER_CTX *, EVP_CIPHER_CTX_new, (void), ()) \
  V(EVP_CIPHER_CTX_set_flags, (EVP_CIPHER_CTX *a, int b), (a, b)) \
  F(int, EVP_CIPHER_CTX_set_padding, (EVP_CIPHER_CTX *a, int b), (a, b)) \
  F(int, EVP_CipherInit_ex, \
    (EVP_CIPHER_CTX *a, const EVP_CIPHER *b, ENGINE *c, const unsigned char *d, \
    const unsigned char *e, int f), (a, b, c, d, e, f)) \
  F(int, EVP_CipherUpdate, \
    (EVP_CIPHER_CTX *a, unsigned char *b, int *c, const unsigned char *d, int e), (a, b, c, d, e)) \
  F(int, EVP_Digest, \
    (const void *a, size_t b, unsigned char *c, unsigned int *d, const EVP_MD *e, ENGINE *f), \
    (a, b, c, d, e, f)) \
  F(int, EVP_PBE_scrypt, \
    (const char *a, size_t b, const unsigned char *c, size_t d, uint64_t e, uint64_t f, \
    uint64_t g, uint64_t h, unsigned char *i, size_t j), (a, b, c, d, e, f, g, h, i, j)) \
  V(EVP_PKEY_CTX_free, (EVP_PKEY_CTX *a), (a)) \
  F(EVP_PKEY_CTX *, EVP_PKEY_CTX_new, (EVP_PKEY *a, ENGINE *b), (a, b)) \
  F(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_from_name, \
    (OSSL_LIB_CTX *a, const char *b, const char *c), (a, b, c)) \
  F(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_id, (int a, ENGINE *b), (a, b)) \
  F(int, EVP_PKEY_CTX_set_ec_paramgen_curve_nid, (EVP_PKEY_CTX *a, int b), (a, b)) \
  F(int, EVP_PKEY_CTX_set_rsa_keygen_bits, (EVP_PKEY_CTX *a, int b), (a, b)) \
  F(int, EVP_PKEY_CTX_set_rsa_padding, (EVP_PKEY_CTX *a, int b), (a, b)) \
  F(int, EVP_PKEY_decrypt, \
    (EVP_PKEY_CTX *a, unsigned char *b, size_t *c, const unsigned char *d, \
    size_t e), (a, b, c, d, e)) \
  F(int, EVP_PKEY_decrypt_init, (EVP_PKEY_CTX *a), (a)) \
  F(int, EVP_PKEY_derive, (EVP_PKEY_CTX *a, unsigned char *b, size_t *c), (a, b, c)) \
  F(int, EVP_PKEY_derive_init, (EVP_PKEY_CTX *a), (a)) \
  F(int, EVP_PKEY_derive_set_peer, (EVP_PKEY_CTX *a, EVP_PKEY *b), (a, b)) \
  V(EVP_PKEY_free, (EVP_PKEY *a), (a)) \
  F(int, EVP_PKEY_fromdata, (EVP_PKEY_CTX *a, EVP_PKEY **b, int c, OSSL_PARAM *d), (a, b, c, d)) \
  F(int, EVP_PKEY_fromdata_init, (EVP_PKEY_CTX *a), (a)) \
  F(int, EVP_PKEY_get_base_id, (const EVP_PKEY *a), (a)) \
  F(int, EVP_PKEY_keygen, (EVP_PKEY_CTX *a, EVP_PKEY **b), (a, b)) \
  F(int, EVP_PKEY_keygen_init, (EVP_PKEY_CTX *a), (a)) \
  F(EVP_PKEY *, EVP_PKEY_new_raw_private_key, \
    (int a, ENGINE *b, const unsigned char *c, size_t d), (a, b, c, d)) \
  F(EVP_PKEY *, EVP_PKEY_new_raw_public_key, \
    (int a, ENGINE *b, const unsigned char *c, size_t d), (a, b, c, d)) \
  F(const EVP_CIPHER *, EVP_aes_128_cfb128, (void), ()) \
  F(const EVP_CIPHER *, EVP_aes_128_wrap, (void), ()) \
  F(const EVP_CIPHER *, EVP_aes_192_cfb128, (void), ()) \
  F(const EVP_CIPHER *, EVP_aes_192_wrap, (void), ()) \
  F(const EVP_CIPHER *, EVP_aes_256_cbc, (void), ()) \
  F(const EVP_CIPHER *, EVP_aes_256_cfb128, (void), ()) \
  F(const EVP_CIPHER *, EVP_aes_256_wrap, (void), ()) \
  F(const EVP_CIPHER *, EVP_des_ede3_cfb64, (void), ()) \
  F(const EVP_MD *, EVP_md5, (void), ()) \
  F(const EVP_MD *, EVP_sha1, (void), ()) \
  F(const EVP_MD *, EVP_sha256, (void), ()) \
  F(const EVP_MD *, EVP_sha384, (void), ()) \
  F(const EVP_MD *, EVP_sha512, (void), ()) \
  F(unsigned char *, HMAC, \
    (const EVP_MD *a, const void *b, int c, const unsigned char *d, size_t e, unsigned char *f, \
    unsigned int *g), (a, b, c, d, e, f, g)) \
  V(OSSL_PARAM_BLD_free, (OSSL_PARAM_BLD *a), (a)) \
  F(OSSL_PARAM_BLD *, OSSL_PARAM_BLD_new, (void), ()) \
  F(int, OSSL_PARAM_BLD_push_BN, (OSSL_PARAM_BLD *a, const char *b, const BIGNUM *c), (a, b, c)) \
  F(int, OSSL_PARAM_BLD_push_octet_string, \
    (OSSL_PARAM_BLD *a, const char *b, const void *c, size_t d), (a, b, c, d)) \
  F(int, OSSL_PARAM_BLD_push_utf8_string, \
    (OSSL_PARAM_BLD *a, const char *b, const char *c, size_t d), (a, b, c, d)) \
  F(OSSL_PARAM *, OSSL_PARAM_BLD_to_param, (OSSL_PARAM_BLD *a), (a)) \
  V(OSSL_PARAM_free, (OSSL_PARAM *a), (a)) \
  F(EVP_PKEY *, PEM_read_bio_PrivateKey, \
    (BIO *a, EVP_PKEY **b, pem_password_cb *c, void *d), (a, b, c, d)) \
  F(X509 *, PEM_read_bio_X509, (BIO *a, X509 **b, pem_password_cb *c, void *d), (a, b, c, d)) \
  F(int, PEM_write_bio_PrivateKey, \
    (BIO *a, const EVP_PKEY *b, const EVP_CIPHER *c, const unsigned char *d, int e, \
    pem_password_cb *f, void *g), (a, b, c, d, e, f, g)) \
  F(int, PEM_write_bio_PrivateKey_traditional, \
    (BIO *a, const EVP_PKEY *b, const EVP_CIPHER *c, const unsigned char *d, int e, \
    pem_password_cb *f, void *g), (a, b, c, d, e, f, g)) \
  F(int, PEM_write_bio_X509, (BIO *a, const X509 *b), (a, b)) \
  F(int, RAND_bytes, (unsigned char *a, int b), (a, b)) \
  F(X509_EXTENSION *, X509V3_EXT_nconf_nid, \
    (CONF *a, X509V3_CTX *b, int c, const char *d), (a, b, c, d)) \
  V(X509V3_set_ctx, \
    (X509V3_CTX *a, X509 *b, X509 *c, X509_REQ *d, X509_CRL *e, int f), (a, b, c, d, e, f)) \
  V(X509_EXTENSION_free, (X509_EXTENSION *a), (a)) \
  F(int, X509_NAME_add_entry_by_txt, \
    (X509_NAME *a, const char *b, int c, const unsigned char *d, int e, int f, int g), \
    (a, b, c, d, e, f, g)) \
  F(int, X509_add_ext, (X509 *a, X509_EXTENSION *b, int c), (a, b, c)) \
  V(X509_free, (X509 *a), (a)) \
  F(int, X509_get_ext_by_NID, (const X509 *a, int b, int c), (a, b, c)) \
  F(ASN1_INTEGER *, X509_get_serialNumber, (X509 *a), (a)) \
  F(X509_NAME *, X509_get_subject_name, (const X509 *a), (a)) \
  F(ASN1_TIME *, X509_getm_notAfter, (const X509 *a), (a)) \
  F(ASN1_TIME *, X509_getm_notBefore, (const X509 *a), (a)) \
  F(X509 *, X509_new, (void), ()) \
  F(int, X509_set_issuer_name, (X509 *a, const X509_NAME *b), (a, b)) \
  F(int, X509_set_pubkey, (X509 *a, EVP_PKEY *b), (a, b)) \
  F(int, X509_set_version, (X509 *a, long b), (a, b)) \
  F(int, X509_sign, (X509 *a, EVP_PKEY *b, const EVP_MD *c), (a, b, c)) \
  F(ASN1_TIME *, X509_time_adj_ex, (ASN1_TIME *a, int b, long c, time_t *d), (a, b, c, d))

#define WRAPPED(F)

#if OPENSSL_VERSION_MAJOR != 3
#error "the name of the shared library belongs to OpenSSL 3"
#endif
#define LIBRARY_FILE "libcrypto.so.3"
#define LIBRARY_LOADER trimtab_crypto_load
#include <lazy_library.h>
