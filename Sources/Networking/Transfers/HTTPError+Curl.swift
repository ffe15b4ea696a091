import CCurl

extension HTTPError {
  /// The failure that libcurl reports with `curl` and the text `detail`.
  init(curl: CURLcode, detail: String, request: HTTPRequest) {
    let text = detail.isEmpty ? String(cString: curl_easy_strerror(curl)) : detail
    self.init(
      HTTPError.code(of: curl), "cannot \(request): \(HTTPError.sentence(text))",
      curlCode: curl.rawValue)
  }

  /// The text as the end of a message: one line, no capital, no full stop.
  private static func sentence(_ text: String) -> String {
    let line = String(text.prefix { !$0.isNewline })
    let bare = line.hasSuffix(".") ? String(line.dropLast()) : line
    let second = bare.dropFirst().first
    guard let first = bare.first, second?.isUppercase != true else { return bare }
    return first.lowercased() + bare.dropFirst()
  }

  private static func code(of curl: CURLcode) -> Code {
    switch curl {
    case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT: .invalidRequest
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .resolve
    case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED: .connect
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
      CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
      CURLE_USE_SSL_FAILED, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_SHUTDOWN_FAILED:
      .tls
    case CURLE_OPERATION_TIMEDOUT: .timeout
    case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR: .closed
    case CURLE_FILESIZE_EXCEEDED: .tooLarge
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING,
      CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_HTTP3, CURLE_TOO_MANY_REDIRECTS,
      CURLE_RANGE_ERROR, CURLE_HTTP_RETURNED_ERROR:
      .protocolViolation
    default: .failed
    }
  }
}
