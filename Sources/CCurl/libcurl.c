#include "CCurl.h"

// What the program calls of libcurl, in the words of lazy_library.h.
#define FUNCTIONS(F, V) \
  V(curl_easy_cleanup, (CURL *a), (a)) \
  F(CURL *, curl_easy_init, (void), ()) \
  F(CURLcode, curl_easy_pause, (CURL *a, int b), (a, b)) \
  F(const char *, curl_easy_strerror, (CURLcode a), (a)) \
  F(CURLMcode, curl_multi_add_handle, (CURLM *a, CURL *b), (a, b)) \
  F(CURLMcode, curl_multi_cleanup, (CURLM *a), (a)) \
  F(CURLMsg *, curl_multi_info_read, (CURLM *a, int *b), (a, b)) \
  F(CURLM *, curl_multi_init, (void), ()) \
  F(CURLMcode, curl_multi_remove_handle, (CURLM *a, CURL *b), (a, b)) \
  F(CURLMcode, curl_multi_socket_action, (CURLM *a, curl_socket_t b, int c, int *d), (a, b, c, d)) \
  F(const char *, curl_multi_strerror, (CURLMcode a), (a)) \
  F(CURLSHcode, curl_share_cleanup, (CURLSH *a), (a)) \
  F(CURLSH *, curl_share_init, (void), ()) \
  F(struct curl_slist *, curl_slist_append, (struct curl_slist *a, const char *b), (a, b)) \
  V(curl_slist_free_all, (struct curl_slist *a), (a))

// Those that are called by functions of this file alone.
#define WRAPPED(F) F(curl_global_init) F(curl_easy_setopt) F(curl_multi_setopt) F(curl_share_setopt)

#define LIBRARY_FILE "libcurl.so.4"
#define LIBRARY_LOADER trimtab_curl_load
#include <lazy_library.h>

HIDDEN CURLcode curl_global_init(long flags) {
  return trimtab_curl_load() ? CURLE_FAILED_INIT : library.curl_global_init(flags);
}

CURLcode trimtab_curl_set_long(CURL *easy, CURLoption option, long value) {
  return library.curl_easy_setopt(easy, option, value);
}

CURLcode trimtab_curl_set_large(CURL *easy, CURLoption option, curl_off_t value) {
  return library.curl_easy_setopt(easy, option, value);
}

CURLcode trimtab_curl_set_pointer(CURL *easy, CURLoption option, const void *value) {
  return library.curl_easy_setopt(easy, option, value);
}

CURLcode trimtab_curl_set_string(CURL *easy, CURLoption option, const char *value) {
  return library.curl_easy_setopt(easy, option, value);
}

long trimtab_curl_auth_basic(void) { return CURLAUTH_BASIC; }

CURLcode trimtab_curl_set_data_callback(
    CURL *easy, CURLoption option, trimtab_curl_data_callback callback) {
  return library.curl_easy_setopt(easy, option, callback);
}

CURLcode trimtab_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *list) {
  return library.curl_easy_setopt(easy, option, list);
}

CURLcode trimtab_curl_allow_only_http(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
  const char *allowed = "http,https";
  CURLoption first = CURLOPT_PROTOCOLS_STR, redirected = CURLOPT_REDIR_PROTOCOLS_STR;
#else
  long allowed = CURLPROTO_HTTP | CURLPROTO_HTTPS;
  CURLoption first = CURLOPT_PROTOCOLS, redirected = CURLOPT_REDIR_PROTOCOLS;
#endif
  CURLcode code = library.curl_easy_setopt(easy, first, allowed);
  return code == CURLE_OK ? library.curl_easy_setopt(easy, redirected, allowed) : code;
}

CURLcode trimtab_curl_abandon_resolver(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
  return library.curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
  (void)easy;
  return CURLE_OK;
#endif
}

CURLcode trimtab_curl_keep_authorities(CURL *easy, long seconds) {
#if LIBCURL_VERSION_NUM >= 0x075700
  return library.curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, seconds);
#else
  (void)easy;
  (void)seconds;
  return CURLE_OK;
#endif
}

CURLSHcode trimtab_curl_share_sessions(CURLSH *share) {
  return library.curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

CURLMcode trimtab_curl_multi_set_socket_callback(
    CURLM *multi, trimtab_curl_socket_callback callback, void *context) {
  CURLMcode code = library.curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
  return code == CURLM_OK ? library.curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context) : code;
}

CURLMcode trimtab_curl_multi_set_timer_callback(
    CURLM *multi, trimtab_curl_timer_callback callback, void *context) {
  CURLMcode code = library.curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
  return code == CURLM_OK ? library.curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context) : code;
}

CURLMcode trimtab_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return library.curl_multi_setopt(multi, option, value);
}

CURL *trimtab_curl_message_easy(CURLMsg *message) { return message->easy_handle; }

CURLcode trimtab_curl_message_result(CURLMsg *message) {
  return message->data.result;
}
