// libcurl, loaded with the first request: with the thirty libraries behind it it would be half of
// what starting the program costs, and be in memory of those who ask no registry over HTTP. Its own
// functions keep their names; libcurl.c has the list of those that can be called.
//
// Its option setters are variadic, which Swift cannot call: one typed function per kind.
#ifndef TRIMTAB_CCURL_H
#define TRIMTAB_CCURL_H

#include <curl/curl.h>
#include <stddef.h>

/// Loads libcurl if that has not happened. Returns NULL, or the reason why it cannot be used.
const char *trimtab_curl_load(void);

CURLcode trimtab_curl_set_long(CURL *easy, CURLoption option, long value);

CURLcode trimtab_curl_set_large(CURL *easy, CURLoption option, curl_off_t value);

CURLcode trimtab_curl_set_pointer(CURL *easy, CURLoption option, const void *value);

CURLcode trimtab_curl_set_string(CURL *easy, CURLoption option, const char *value);

// A macro with a cast, which Swift does not import.
long trimtab_curl_auth_basic(void);

typedef size_t (*trimtab_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);

CURLcode trimtab_curl_set_data_callback(
    CURL *easy, CURLoption option, trimtab_curl_data_callback callback);

CURLcode trimtab_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *list);

// Only HTTP, whatever a URL or a redirect says.
CURLcode trimtab_curl_allow_only_http(CURL *easy);

// Without this, removing a transfer whose name is being resolved waits for the resolver's thread.
CURLcode trimtab_curl_abandon_resolver(CURL *easy);

// How long parsed certificate authorities are kept, so that replaced files are noticed.
CURLcode trimtab_curl_keep_authorities(CURL *easy, long seconds);

CURLSHcode trimtab_curl_share_sessions(CURLSH *share);

typedef int (*trimtab_curl_socket_callback)(
    CURL *easy, curl_socket_t socket, int what, void *context, void *socketContext);
typedef int (*trimtab_curl_timer_callback)(CURLM *multi, long timeoutMilliseconds, void *context);

CURLMcode trimtab_curl_multi_set_socket_callback(
    CURLM *multi, trimtab_curl_socket_callback callback, void *context);

CURLMcode trimtab_curl_multi_set_timer_callback(
    CURLM *multi, trimtab_curl_timer_callback callback, void *context);

CURLMcode trimtab_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);

CURL *trimtab_curl_message_easy(CURLMsg *message);

CURLcode trimtab_curl_message_result(CURLMsg *message);

#endif
