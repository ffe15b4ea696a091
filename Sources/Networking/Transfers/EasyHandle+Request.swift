import CCurl
import SystemSupport

extension EasyHandle {
  /// A handle set up for `request`, all but its callbacks.
  static func make(
    for request: HTTPRequest, configuration: HTTPClientConfiguration,
    share: UnsafeMutableRawPointer?
  ) throws(HTTPError) -> EasyHandle {
    try request.validate()
    let target = try HTTPTarget(of: request)
    guard let handle = EasyHandle() else {
      throw HTTPError(.failed, "cannot \(request): out of memory")
    }
    handle.setMessage(request, target, userAgent: configuration.userAgent)
    handle.setConnection(request, configuration, target)
    if let share { handle.note(trimtab_curl_set_pointer(handle.pointer, CURLOPT_SHARE, share)) }
    if target.isSecure { handle.setSecurity(request, target) }
    try handle.checkOptions(of: request)
    return handle
  }

  private func setMessage(_ request: HTTPRequest, _ target: HTTPTarget, userAgent: String) {
    set(CURLOPT_URL, request.url)
    // `a/../b` may be the name of a thing: libcurl must not make `b` of it.
    set(CURLOPT_PATH_AS_IS, 1)
    note(trimtab_curl_allow_only_http(pointer))
    setBody(request)
    set(CURLOPT_HTTPHEADER, lines: headerLines(of: request, target))
    set(CURLOPT_USERAGENT, userAgent)
    // The empty text asks for every encoding that libcurl can undo.
    if request.prefersCompression { set(CURLOPT_ACCEPT_ENCODING, "") }
    if let credentials = request.basicAuthentication {
      set(CURLOPT_HTTPAUTH, trimtab_curl_auth_basic())
      set(CURLOPT_USERPWD, credentials.reveal())
    }
    set(CURLOPT_FOLLOWLOCATION, request.maximumRedirects > 0 ? 1 : 0)
    set(CURLOPT_MAXREDIRS, request.maximumRedirects)
  }

  private func headerLines(of request: HTTPRequest, _ target: HTTPTarget) -> [String] {
    var lines = request.headers.fields.map { EasyHandle.headerLine($0.name, $0.value) }
    lines += request.secretHeaders.map { EasyHandle.headerLine($0.key, $0.value.reveal()) }
    // libcurl would add these two to requests with a body.
    lines.append("Expect:")
    if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
    if request.tls.serverName != nil, request.headers["Host"] == nil {
      lines.append("Host: \(target.authority)")
    }
    return lines
  }

  private static func headerLine(_ name: String, _ value: String) -> String {
    // The semicolon is libcurl's way to send a header without a value.
    value.isEmpty ? "\(name);" : "\(name): \(value)"
  }

  private func setBody(_ request: HTTPRequest) {
    if let body = request.body {
      note(
        trimtab_curl_set_large(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
      body.withUnsafeBytes {
        var nothing: UInt8 = 0
        // A null pointer would make libcurl ask a callback for the body.
        let start = $0.baseAddress ?? withUnsafeBytes(of: &nothing) { $0.baseAddress }
        note(trimtab_curl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, start))
      }
    } else if request.method == "HEAD" {
      set(CURLOPT_NOBODY, 1)
    } else {
      set(CURLOPT_HTTPGET, 1)
    }
    if request.body != nil || !["GET", "HEAD"].contains(request.method) {
      set(CURLOPT_CUSTOMREQUEST, request.method)
    }
  }

  private func setConnection(
    _ request: HTTPRequest, _ configuration: HTTPClientConfiguration, _ target: HTTPTarget
  ) {
    // Signals and threads do not mix.
    set(CURLOPT_NOSIGNAL, 1)
    note(trimtab_curl_abandon_resolver(pointer))
    set(CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: max(1, request.connectTimeout.milliseconds)))
    // Each waiting request holds a buffer of this size, and most of them wait for long; that a
    // large answer comes in more pieces costs a microsecond a piece.
    set(CURLOPT_BUFFERSIZE, 2048)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_TCP_KEEPIDLE, 30)
    set(CURLOPT_TCP_KEEPINTVL, 10)
    let lifetime = Int(clamping: configuration.idleConnectionLifetime.milliseconds / 1000)
    set(CURLOPT_MAXAGE_CONN, max(1, lifetime))
    // Named or empty: libcurl shall not look into the environment itself.
    set(CURLOPT_PROXY, request.environmentProxy(to: target) ?? "")
    set(CURLOPT_NOPROXY, "")
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    if let path = request.unixSocketPath { set(CURLOPT_UNIX_SOCKET_PATH, path) }
    set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
  }

  private func setSecurity(_ request: HTTPRequest, _ target: HTTPTarget) {
    let tls = request.tls
    set(CURLOPT_SSL_VERIFYPEER, tls.verifies ? 1 : 0)
    set(CURLOPT_SSL_VERIFYHOST, tls.verifies ? 2 : 0)
    note(trimtab_curl_keep_authorities(pointer, 60))
    if tls.caFile != nil || tls.caDirectory != nil {
      // What is not named is cleared, or the system's authorities would be trusted as well.
      if let file = tls.caFile { set(CURLOPT_CAINFO, file) } else { clear(CURLOPT_CAINFO) }
      if let path = tls.caDirectory { set(CURLOPT_CAPATH, path) } else { clear(CURLOPT_CAPATH) }
    }
    if let file = tls.certificateFile { set(CURLOPT_SSLCERT, file) }
    if let file = tls.keyFile { set(CURLOPT_SSLKEY, file) }
    guard let name = tls.serverName, !name.isEmpty else { return }
    // libcurl takes the expected name from the URL: the URL gets it, the connection the host.
    set(CURLOPT_URL, target.url(withHost: name))
    set(CURLOPT_CONNECT_TO, lines: ["::\(target.host):\(target.port)"])
  }
}
