#include "CTestTLS.h"

#include <openssl/ssl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct protocols {
  size_t size;
  unsigned char bytes[];
};

static int choose(
    SSL *session, const unsigned char **out, unsigned char *out_size, const unsigned char *in,
    unsigned int in_size, void *argument) {
  struct protocols *ours = argument;
  int result = SSL_select_next_proto(
      (unsigned char **)out, out_size, ours->bytes, (unsigned)ours->size, in, in_size);
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void *test_tls_context(
    const char *certificate, const char *key, const char *client_authority,
    const unsigned char *protocols, size_t protocols_size, int is_old) {
  SSL_CTX *context = SSL_CTX_new(TLS_server_method());
  if (!context) return NULL;
  if (is_old) SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
  if (SSL_CTX_use_certificate_chain_file(context, certificate) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1 ||
      (client_authority && SSL_CTX_load_verify_locations(context, client_authority, NULL) != 1)) {
    SSL_CTX_free(context);
    return NULL;
  }
  if (client_authority) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  }
  if (protocols_size) {
    struct protocols *ours = malloc(sizeof *ours + protocols_size);
    ours->size = protocols_size;
    memcpy(ours->bytes, protocols, protocols_size);
    SSL_CTX_set_app_data(context, ours);
    SSL_CTX_set_alpn_select_cb(context, choose, ours);
  }
  return context;
}

void test_tls_context_free(void *context) {
  free(SSL_CTX_get_app_data((SSL_CTX *)context));
  SSL_CTX_free(context);
}

void *test_tls_accept(void *context, int descriptor) {
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, NULL);
  SSL *session = SSL_new(context);
  if (!session) return NULL;
  if (SSL_set_fd(session, descriptor) == 1 && SSL_accept(session) == 1) return session;
  SSL_free(session);
  return NULL;
}

long test_tls_read(void *session, void *bytes, size_t size) {
  size_t count = 0;
  return SSL_read_ex(session, bytes, size, &count) == 1 ? (long)count : 0;
}

long test_tls_write(void *session, const void *bytes, size_t size) {
  size_t count = 0;
  return SSL_write_ex(session, bytes, size, &count) == 1 ? (long)count : 0;
}

void test_tls_close(void *session, int is_rude) {
  if (!is_rude) SSL_shutdown(session);
  SSL_free(session);
}
