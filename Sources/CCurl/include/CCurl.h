// libcurl's option setters are variadic, which Swift cannot call: one typed function per kind.
#ifndef TRIMTAB_CCURL_H
#define TRIMTAB_CCURL_H

#include <curl/curl.h>
#include <stddef.h>

static inline CURLcode trimtab_curl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode trimtab_curl_set_large(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode trimtab_curl_set_pointer(CURL *easy, CURLoption option, const void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode trimtab_curl_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

// A macro with a cast, which Swift does not import.
static inline long trimtab_curl_auth_basic(void) { return CURLAUTH_BASIC; }

typedef size_t (*trimtab_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode trimtab_curl_set_data_callback(
    CURL *easy, CURLoption option, trimtab_curl_data_callback callback) {
  return curl_easy_setopt(easy, option, callback);
}

static inline CURLcode trimtab_curl_set_list(
    CURL *easy, CURLoption option, struct curl_slist *list) {
  return curl_easy_setopt(easy, option, list);
}

// Only HTTP, whatever a URL or a redirect says.
static inline CURLcode trimtab_curl_allow_only_http(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
  CURLcode code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
                          : code;
#else
  CURLcode code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
  return code == CURLE_OK
             ? curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS)
             : code;
#endif
}

// Without this, removing a transfer whose name is being resolved waits for the resolver's thread.
static inline CURLcode trimtab_curl_abandon_resolver(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
  return curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
  (void)easy;
  return CURLE_OK;
#endif
}

// How long parsed certificate authorities are kept, so that replaced files are noticed.
static inline CURLcode trimtab_curl_keep_authorities(CURL *easy, long seconds) {
#if LIBCURL_VERSION_NUM >= 0x075700
  return curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, seconds);
#else
  (void)easy;
  (void)seconds;
  return CURLE_OK;
#endif
}

static inline CURLSHcode trimtab_curl_share_sessions(CURLSH *share) {
  return curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

static inline CURLcode trimtab_curl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode trimtab_curl_get_pointer(CURL *easy, CURLINFO info, char **value) {
  return curl_easy_getinfo(easy, info, value);
}

typedef int (*trimtab_curl_socket_callback)(
    CURL *easy, curl_socket_t socket, int what, void *context, void *socketContext);
typedef int (*trimtab_curl_timer_callback)(CURLM *multi, long timeoutMilliseconds, void *context);

static inline CURLMcode trimtab_curl_multi_set_socket_callback(
    CURLM *multi, trimtab_curl_socket_callback callback, void *context) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
  return code == CURLM_OK ? curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context) : code;
}

static inline CURLMcode trimtab_curl_multi_set_timer_callback(
    CURLM *multi, trimtab_curl_timer_callback callback, void *context) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
  return code == CURLM_OK ? curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context) : code;
}

static inline CURLMcode trimtab_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

static inline CURL *trimtab_curl_message_easy(CURLMsg *message) { return message->easy_handle; }

static inline CURLcode trimtab_curl_message_result(CURLMsg *message) {
  return message->data.result;
}

#endif
