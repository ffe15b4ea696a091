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
    if !gives("Host") {
      add("Host", target.port == 80 ? target.host : "\(target.host):\(target.port)")
    }
    for field in fields(userAgent: userAgent) { add(field.name, field.value) }
    text += "\r\n".utf8
    if let body { text += body }
    return text
  }

  /// One header as it is sent.
  struct SentField {
    let name: String
    let value: String
    let isSecret: Bool
  }

  /// The headers of the request besides the host, whatever they are sent over.
  func fields(userAgent: String) -> [SentField] {
    var fields: [SentField] = []
    func add(_ name: String, _ value: String, isSecret: Bool = false) {
      fields.append(SentField(name: name, value: value, isSecret: isSecret))
    }
    if let credentials = self.basicAuthentication, !gives("Authorization") {
      let text = HTTPRequest.base64(credentials.reveal().utf8)
      add("Authorization", "Basic \(text)", isSecret: true)
    }
    if !gives("User-Agent") { add("User-Agent", userAgent) }
    if !gives("Accept") { add("Accept", "*/*") }
    // The peer is near or inside a trusted network: unpacking would cost more than it saves.
    if !gives("Accept-Encoding") { add("Accept-Encoding", "identity") }
    for field in headers.fields { add(field.name, field.value) }
    for (name, value) in secretHeaders { add(name, value.reveal(), isSecret: true) }
    if let body { add("Content-Length", "\(body.count)") }
    return fields
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
