// OpenSSL's libssl, loaded with the first connection over TLS that libcurl does not open. Its
// functions keep their names; libssl.c has the list of those that can be called. Where the library
// is missing, all of them fail.
#ifndef TRIMTAB_CTLS_H
#define TRIMTAB_CTLS_H
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

/// Loads libssl if that has not happened. Returns NULL, or the reason why it cannot be used.
const char *trimtab_tls_load(void);

/// Refuses versions before TLS 1.2 and gives buffers back while a connection is silent; keys with a
/// password are refused, as nobody could be asked for it. Whoever is trusted needs nobody above who
/// is trusted too.
void trimtab_tls_prepare(SSL_CTX *context);

/// Names the server before the handshake. Returns 1 if that worked.
int trimtab_tls_set_server_name(SSL *session, const char *name);

/// Forgets what failed on this thread; to be called before each call whose failure matters.
void trimtab_tls_forget_failures(void);

/// Why the last call failed; NULL if it does not say.
const char *trimtab_tls_failure(void);

/// Whether it failed because the peer closed the connection without a goodbye.
int trimtab_tls_ended_early(void);

#endif
