extension HTTPHeaders {
  /// The elements of a header that is a list, in lower case.
  func elements(_ name: String) -> [String] {
    values(name).flatMap { value in
      value.utf8.split(separator: UInt8(ascii: ",")).map { element in
        String(decoding: HTTPHeaders.trimmed(element), as: UTF8.self).lowercased()
      }
    }
  }

  /// Throws if the body of the answer is packed, which is never asked for.
  func checkEncoding() throws(AnswerFault) {
    guard let encoding = elements("Content-Encoding").first(where: { $0 != "identity" }) else {
      return
    }
    throw .violation("the answer is encoded as `\(encoding)`, which was not asked for")
  }

  /// The bytes without the white space around them.
  static func trimmed<Bytes: BidirectionalCollection<UInt8>>(
    _ bytes: Bytes
  ) -> Bytes.SubSequence {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let start = bytes.drop(while: isSpace)
    guard let last = start.lastIndex(where: { !isSpace($0) }) else { return start.prefix(0) }
    return start[...last]
  }
}
