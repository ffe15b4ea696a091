extension HTTPRequest {
  /// The headers of the request as HTTP/2 sends them (RFC 9113, section 8.3.1).
  func headerBlock(for target: HTTPTarget, userAgent: String) -> [UInt8] {
    var encoder = HPACKEncoder()
    encoder.add(":method", method)
    encoder.add(":scheme", "https")
    encoder.add(":authority", headers["Host"] ?? target.authority)
    encoder.add(":path", target.path)
    for field in fields(userAgent: userAgent) where !HTTPHeaders.isSame(field.name, "Host") {
      let value = HTTPHeaders.trimmed(field.value[...].utf8)
      encoder.add(field.name, String(Substring(value)), isSecret: field.isSecret)
    }
    return encoder.bytes
  }
}
