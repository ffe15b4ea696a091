import Values

/// Names that HAProxy and nginx accept wherever they want one.
enum BalancerNames {
  /// The longest name that is left as it is, in bytes.
  private static let longest = 100

  /// A name of letters, digits, `_`, `.` and `-` that begins with a letter or a digit. A text that
  /// is one stays as it is; any other is changed and gets the beginning of its digest, so that
  /// different texts have different names.
  static func identifier(_ text: Bytes) throws(ValueError) -> Bytes {
    let isStart = text.storage.first.map(isLetterOrDigit) ?? false
    if isStart, text.count <= longest, text.storage.allSatisfy(isAllowed) { return text }
    var name = isStart ? Bytes() : Bytes("x")
    for byte in text.storage.prefix(longest) {
      name.append(isAllowed(byte) ? byte : UInt8(ascii: "_"))
    }
    name.append("-")
    name.append(Hexadecimal.text(Array(try Digest.sha256.hash(text).prefix(4))))
    return name
  }

  /// The name of an instance: its node and its id, which together are unique in a datacenter, else
  /// its address and port. Nothing else about the instance changes the name.
  static func server(_ instance: Value) throws(ValueError) -> Bytes {
    let node = Field("Node").bytes(of: instance)
    let id = Field("ID").bytes(of: instance)
    let parts: [Bytes]
    if let id, !id.isEmpty {
      parts = [node ?? "", id].filter { !$0.isEmpty }
    } else {
      guard let address = Field("Address").bytes(of: instance), !address.isEmpty else {
        throw ValueError("expected an instance with `ID` or `Address`")
      }
      let port = Field("Port").value(of: instance).map { Bytes(GoText.of($0)) }
      parts = [address, port ?? ""].filter { !$0.isEmpty }
    }
    // No part holds a colon, so that the parts of different instances cannot make the same whole.
    var name = Bytes()
    for (index, part) in parts.enumerated() {
      if index > 0 { name.append(":") }
      name.append(try identifier(part))
    }
    return name
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "-")
  }
}
