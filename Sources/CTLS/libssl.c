#include "CTLS.h"

// What the program calls of libssl, and of libcrypto behind it, in the words of lazy_library.h.
#define FUNCTIONS(F, V) \
  F(int, SSL_CTX_check_private_key, (const SSL_CTX *a), (a)) \
  V(SSL_CTX_free, (SSL_CTX *a), (a)) \
  F(int, SSL_CTX_load_verify_dir, (SSL_CTX *a, const char *b), (a, b)) \
  F(int, SSL_CTX_load_verify_file, (SSL_CTX *a, const char *b), (a, b)) \
  F(SSL_CTX *, SSL_CTX_new, (const SSL_METHOD *a), (a)) \
  F(int, SSL_CTX_set_alpn_protos, \
    (SSL_CTX *a, const unsigned char *b, unsigned int c), (a, b, c)) \
  F(int, SSL_CTX_set_default_verify_paths, (SSL_CTX *a), (a)) \
  V(SSL_CTX_set_verify, (SSL_CTX *a, int b, SSL_verify_cb c), (a, b, c)) \
  F(int, SSL_CTX_use_PrivateKey_file, (SSL_CTX *a, const char *b, int c), (a, b, c)) \
  F(int, SSL_CTX_use_certificate_chain_file, (SSL_CTX *a, const char *b), (a, b)) \
  F(int, SSL_connect, (SSL *a), (a)) \
  V(SSL_free, (SSL *a), (a)) \
  F(X509_VERIFY_PARAM *, SSL_get0_param, (SSL *a), (a)) \
  V(SSL_get0_alpn_selected, \
    (const SSL *a, const unsigned char **b, unsigned int *c), (a, b, c)) \
  F(int, SSL_get_error, (const SSL *a, int b), (a, b)) \
  F(long, SSL_get_verify_result, (const SSL *a), (a)) \
  F(SSL *, SSL_new, (SSL_CTX *a), (a)) \
  F(int, SSL_read, (SSL *a, void *b, int c), (a, b, c)) \
  F(int, SSL_set1_host, (SSL *a, const char *b), (a, b)) \
  F(int, SSL_set_fd, (SSL *a, int b), (a, b)) \
  F(int, SSL_shutdown, (SSL *a), (a)) \
  F(int, SSL_write, (SSL *a, const void *b, int c), (a, b, c)) \
  F(const SSL_METHOD *, TLS_client_method, (void), ()) \
  F(int, X509_VERIFY_PARAM_set1_ip_asc, (X509_VERIFY_PARAM *a, const char *b), (a, b)) \
  F(const char *, X509_verify_cert_error_string, (long a), (a))

// Those that are called by functions of this file alone.
#define WRAPPED(F) \
  F(ERR_clear_error) F(ERR_peek_error) F(ERR_reason_error_string) F(SSL_CTX_ctrl) \
  F(SSL_CTX_get0_param) F(SSL_CTX_set_default_passwd_cb) F(SSL_ctrl) \
  F(X509_VERIFY_PARAM_set_flags)

#if OPENSSL_VERSION_MAJOR != 3
#error "the name of the shared library belongs to OpenSSL 3"
#endif
#define LIBRARY_FILE "libssl.so.3"
#define LIBRARY_LOADER trimtab_tls_load
#include <lazy_library.h>

static int no_password(char *text, int size, int writing, void *context) {
  (void)text;
  (void)size;
  (void)writing;
  (void)context;
  return -1;
}

void trimtab_tls_prepare(SSL_CTX *context) {
  long mode = SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
              SSL_MODE_RELEASE_BUFFERS;
  library.SSL_CTX_ctrl(context, SSL_CTRL_MODE, mode, NULL);
  library.SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, NULL);
  library.SSL_CTX_set_default_passwd_cb(context, no_password);
  library.X509_VERIFY_PARAM_set_flags(
      library.SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
}

int trimtab_tls_set_server_name(SSL *session, const char *name) {
  return (int)library.SSL_ctrl(
      session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, (void *)name);
}

void trimtab_tls_forget_failures(void) { library.ERR_clear_error(); }

const char *trimtab_tls_failure(void) {
  unsigned long code = library.ERR_peek_error();
  return code ? library.ERR_reason_error_string(code) : NULL;
}

int trimtab_tls_ended_early(void) {
  return ERR_GET_REASON(library.ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
}
