import SystemSupport

extension HTTPRequest {
  /// Throws `.invalidRequest` if `send` would refuse the request unsent.
  package func check() throws(HTTPError) {
    try validate()
    _ = try HTTPTarget(of: self)
  }

  /// Throws `.invalidRequest` if the method or a header could break out of its place.
  func validate() throws(HTTPError) {
    guard HTTPRequest.isToken(method.utf8) else {
      throw HTTPError(.invalidRequest, "the method is not a token")
    }
    for field in headers.fields { try validate(field.name, field.value) }
    for (name, value) in secretHeaders { try validate(name, value.reveal()) }
    if let unixSocketPath = self.unixSocketPath {
      // The capacity of the kernel's address structure, its final zero counted.
      guard (1..<108).contains(unixSocketPath.utf8.count) else {
        throw HTTPError(
          .invalidRequest,
          "cannot \(self): expected a socket path of 1 to 107 bytes, found `\(unixSocketPath)`")
      }
    }
  }

  private func validate(_ name: String, _ value: String) throws(HTTPError) {
    guard HTTPRequest.isToken(name.utf8) else {
      throw HTTPError(.invalidRequest, "cannot \(self): a header's name is not a token")
    }
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw HTTPError(
        .invalidRequest, "cannot \(self): header `\(name)` holds a control character")
    }
  }

  /// Whether the bytes may be a method or the name of a header.
  static func isToken(_ bytes: some Collection<UInt8>) -> Bool {
    !bytes.isEmpty
      && bytes.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }
}
