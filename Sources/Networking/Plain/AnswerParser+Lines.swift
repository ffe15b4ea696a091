#if canImport(Glibc)
  import Glibc
#endif

extension AnswerParser {
  /// Adds to the line under way. Returns whether it is complete, its end taken off.
  mutating func takeLine(
    _ bytes: UnsafeRawBufferPointer, _ used: inout Int
  ) throws(AnswerFault) -> Bool {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return false }
    let end = memchr(start, 0x0A, bytes.count).map { UnsafeRawPointer($0) - start }
    let count = end.map { $0 + 1 } ?? bytes.count
    line.append(contentsOf: bytes[..<count])
    used += count
    // Whichever way the bytes were cut, the same fault is found first.
    try checkGrowth()
    guard end != nil else { return false }
    line.removeLast()
    let hasReturn = line.last == 0x0D
    if hasReturn { line.removeLast() }
    // Some servers end the lines of the head without a return; in a body nobody does.
    if !hasReturn, state == .chunkLine || state == .chunkEnd || state == .trailerLine {
      throw .violation("a line of the chunked body has no carriage return")
    }
    guard !line.contains(where: { $0 == 0 || $0 == 0x0D }) else {
      throw .violation("a line of the answer holds a control character")
    }
    return true
  }

  /// Refuses a line that can be seen to be wrong before its end. `line` has its end yet, if it
  /// came.
  private func checkGrowth() throws(AnswerFault) {
    switch state {
    case .statusLine:
      guard line.starts(with: AnswerHead.versionStart.prefix(line.count)) else {
        throw .violation("the answer does not begin with an HTTP/1 status line")
      }
      fallthrough
    case .headerLine, .trailerLine:
      guard lineBytes + line.count <= ResponseHead.maximumSize else {
        throw AnswerFault(
          .tooLarge, "the answer has more than \(ResponseHead.maximumSize) bytes of headers")
      }
    case .chunkLine:
      guard line.count <= AnswerParser.maximumChunkLine else {
        throw .violation("the announcement of a chunk is too long")
      }
    case .chunkEnd:
      guard line.count <= 2 else { throw .violation("a chunk is longer than announced") }
    default: break
    }
  }

  /// Takes the complete line.
  mutating func endLine() throws(AnswerFault) -> Event? {
    defer { line.removeAll(keepingCapacity: state == .headerLine) }
    switch state {
    case .statusLine:
      lineBytes += line.count + 2
      try head.takeStatusLine(line)
      state = .headerLine
    case .headerLine:
      lineBytes += line.count + 2
      if line.isEmpty { return try beginBody() }
      let (name, value) = try AnswerHead.field(line)
      guard head.headers.fields.count < AnswerParser.maximumHeaders else {
        throw AnswerFault(
          .tooLarge, "the answer has more than \(AnswerParser.maximumHeaders) headers")
      }
      head.headers.add(name, value)
    case .chunkLine:
      let size = try chunkSize()
      state = size == 0 ? .trailerLine : .chunkLeft(size)
    case .chunkEnd:
      guard line.isEmpty else { throw .violation("a chunk is longer than announced") }
      state = .chunkLine
    case .trailerLine:
      lineBytes += line.count + 2
      // Trailers are about the body that nobody asked to be described.
      if line.isEmpty { state = .complete } else { _ = try AnswerHead.field(line) }
    default: break
    }
    return nil
  }

  /// `1a ;name=value`: hexadecimal digits and perhaps extensions, which mean nothing here.
  private mutating func chunkSize() throws(AnswerFault) -> Int {
    let digits = line.prefix { AnswerParser.hexadecimal($0) != nil }
    guard (1...15).contains(digits.count) else {
      throw .violation("a chunk has no size of 1 to 15 hexadecimal digits")
    }
    let rest = line[digits.count...].drop { $0 == 0x20 || $0 == 0x09 }
    guard rest.isEmpty || rest.first == UInt8(ascii: ";"),
      rest.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
    else { throw .violation("the size of a chunk is followed by something else") }
    extensionBytes += rest.count
    guard extensionBytes <= ResponseHead.maximumSize else {
      throw AnswerFault(
        .tooLarge,
        "the chunks of the answer have more than \(ResponseHead.maximumSize) bytes of extensions")
    }
    return digits.reduce(0) { $0 << 4 | (AnswerParser.hexadecimal($1) ?? 0) }
  }

  private static func hexadecimal(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
      Int(byte | 0x20) - 0x57
    default: nil
    }
  }
}
