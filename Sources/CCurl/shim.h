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

typedef size_t (*trimtab_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode trimtab_curl_set_data_callback(
    CURL *easy, CURLoption option, trimtab_curl_data_callback callback) {
  return curl_easy_setopt(easy, option, callback);
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

static inline CURLcode trimtab_curl_message_result(CURLMsg *message) { return message->data.result; }

#endif
