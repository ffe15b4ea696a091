import SystemSupport

extension HTTPRequest {
  /// The request as it is sent over a connection of its own target.
  func bytes(for target: HTTPTarget, userAgent: String) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(512 + (body?.count ?? 0))
    text += "\(method) \(target.path) HTTP/1.1\r\n".utf8
    func add(_ name: String, _ value: String) {
      text += name.utf8
      text += (value.isEmpty ? ":" : ": ").utf8
      text += value.utf8
      text += "\r\n".utf8
    }
    func addUnlessGiven(_ name: String, _ value: String) {
      if !gives(name) { add(name, value) }
    }
    addUnlessGiven(
      "Host", target.port == 80 ? target.host : "\(target.host):\(target.port)")
    if let credentials = basicAuthentication, !gives("Authorization") {
      add("Authorization", "Basic \(HTTPRequest.base64(credentials.reveal().utf8))")
    }
    addUnlessGiven("User-Agent", userAgent)
    addUnlessGiven("Accept", "*/*")
    // The peer is near or inside a trusted network: unpacking would cost more than it saves.
    addUnlessGiven("Accept-Encoding", "identity")
    for field in headers.fields { add(field.name, field.value) }
    for (name, value) in secretHeaders { add(name, value.reveal()) }
    if let body { add("Content-Length", "\(body.count)") }
    text += "\r\n".utf8
    if let body { text += body }
    return text
  }

  /// Whether the header is among those of the request.
  func gives(_ name: String) -> Bool {
    headers[name] != nil || secretHeaders.keys.contains { HTTPHeaders.isSame($0, name) }
  }

  private static func base64(_ bytes: some Sequence<UInt8>) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    var (bits, count) = (0, 0)
    for byte in bytes {
      (bits, count) = (bits << 8 | Int(byte), count + 8)
      while count >= 6 {
        count -= 6
        text.append(alphabet[bits >> count & 63])
      }
      bits &= 1 << count - 1
    }
    if count > 0 { text.append(alphabet[bits << (6 - count) & 63]) }
    while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
    return String(decoding: text, as: UTF8.self)
  }
}
