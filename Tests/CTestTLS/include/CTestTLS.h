#pragma once

#include <stddef.h>

// The server's side of TLS for tests, over blocking sockets, by the machine's libssl.

// What connections have in common: a certificate and its key, the protocols that are taken by ALPN
// in the form of the wire (empty: the extension is ignored), the authority that clients'
// certificates must come from (NULL: none is asked for), and whether nothing above TLS 1.2 is
// spoken. NULL when a file does not do.
void *test_tls_context(
    const char *certificate, const char *key, const char *client_authority,
    const unsigned char *protocols, size_t protocols_size, int is_old);
void test_tls_context_free(void *context);

// Shakes hands over a connected socket; NULL when that fails. SIGPIPE is blocked in the calling
// thread, which is the one that uses the session.
void *test_tls_accept(void *context, int descriptor);
// The bytes read; zero or less at the end.
long test_tls_read(void *session, void *bytes, size_t size);
// The bytes written, all of them; zero or less once the client is gone.
long test_tls_write(void *session, const void *bytes, size_t size);
// Frees the session, and first tells the client that nothing follows, unless it is to be rude.
void test_tls_close(void *session, int is_rude);
