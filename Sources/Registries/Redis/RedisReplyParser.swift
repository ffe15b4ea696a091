import Values

/// Takes the bytes of a connection apart into replies, in whatever pieces they come. Pure.
///
///     reply = "+" line | "-" line | ":" integer CRLF
///           | "$" count CRLF bytes CRLF | "$-1" CRLF
///           | "*" count CRLF { reply } | "*-1" CRLF
package struct RedisReplyParser: Sendable {
  /// What one reply may have at most.
  package struct Limits: Sendable {
    /// Bytes.
    package var size = 256 << 20
    /// Elements of all its arrays.
    package var elements = 4 << 20
    /// Arrays within arrays.
    package var depth = 8
    /// Bytes of a line, which a status, an error and a number are.
    package var line = 64 << 10

    /// The defaults.
    package init() {}
  }

  /// An array of which elements are missing.
  private struct Level {
    var missing: Int
    var elements: [RedisReply] = []
  }

  /// What stands at a place: a whole element, or the beginning of an array.
  private enum Element {
    case whole(RedisReply)
    case array(of: Int)
  }

  private let limits: Limits
  private var buffer: [UInt8] = []
  /// Where the next element begins.
  private var place = 0
  private var levels: [Level] = []
  /// Of the reply under way.
  private var elementCount = 0
  private var size = 0

  /// A parser at the beginning of a connection.
  package init(limits: Limits = Limits()) { self.limits = limits }

  /// Takes bytes in, which `next` then looks at.
  package mutating func receive(_ bytes: [UInt8]) {
    // What was looked at goes only when it is the greater part, so that no byte moves often.
    if place == buffer.count {
      (buffer, place) = (bytes, 0)
    } else if place > buffer.count / 2 {
      (buffer, place) = (buffer[place...] + bytes, 0)
    } else {
      buffer += bytes
    }
  }

  /// The next whole reply; nil while bytes of it are missing. After an error nothing makes sense.
  package mutating func next() throws(RedisAnswerError) -> RedisReply? {
    while let element = try element() {
      elementCount += 1
      guard elementCount <= limits.elements else {
        throw RedisAnswerError("a reply has more than \(limits.elements) elements")
      }
      switch element {
      case .array(let count) where count > 0:
        guard levels.count < limits.depth else {
          throw RedisAnswerError("a reply has more than \(limits.depth) arrays within each other")
        }
        levels.append(Level(missing: count))
      case .array:
        if let reply = close(.array([])) { return reply }
      case .whole(let reply):
        if let reply = close(reply) { return reply }
      }
    }
    return nil
  }

  /// Puts an element where it belongs. Returns the reply if it is whole now.
  private mutating func close(_ element: RedisReply) -> RedisReply? {
    var element = element
    while var level = levels.popLast() {
      level.elements.append(element)
      level.missing -= 1
      guard level.missing == 0 else {
        levels.append(level)
        return nil
      }
      element = .array(level.elements)
    }
    (elementCount, size) = (0, 0)
    return element
  }

  /// The element at `place`, and goes behind it; nil while bytes of it are missing.
  private mutating func element() throws(RedisAnswerError) -> Element? {
    guard let line = try line() else { return nil }
    let rest = line.dropFirst()
    switch line.first {
    case UInt8(ascii: "+"): return try take(line, .status(Bytes(Array(rest))))
    case UInt8(ascii: "-"): return try take(line, .failure(Bytes(Array(rest))))
    case UInt8(ascii: ":"): return try take(line, .integer(integer(rest)))
    case UInt8(ascii: "$"): return try bulk(line, try count(rest))
    case UInt8(ascii: "*"):
      let count = try count(rest)
      if count < 0 { return try take(line, .none) }
      guard count <= limits.elements else {
        throw RedisAnswerError("a reply has more than \(limits.elements) elements")
      }
      try skip(line.count + 2)
      return .array(of: count)
    default:
      throw RedisAnswerError(
        "expected a reply of Redis, found a line that begins with byte \(line.first ?? 0x0D)")
    }
  }

  private mutating func take(
    _ line: ArraySlice<UInt8>, _ reply: RedisReply
  ) throws(RedisAnswerError) -> Element {
    try skip(line.count + 2)
    return .whole(reply)
  }

  private mutating func bulk(
    _ line: ArraySlice<UInt8>, _ count: Int
  ) throws(RedisAnswerError) -> Element? {
    if count < 0 { return try take(line, .none) }
    try checkSize(line.count + 4 + count)
    let start = place + line.count + 2
    guard buffer.count - start >= count + 2 else { return nil }
    guard buffer[start + count] == 0x0D, buffer[start + count + 1] == 0x0A else {
      throw RedisAnswerError("expected the end of a line behind a value")
    }
    let value = Bytes(Array(buffer[start..<start + count]))
    try skip(line.count + 4 + count)
    return .whole(.bulk(value))
  }

  /// The line at `place` without its end; nil while bytes of it are missing.
  private func line() throws(RedisAnswerError) -> ArraySlice<UInt8>? {
    let rest = buffer[place...].prefix(limits.line + 2)
    guard let end = rest.firstIndex(of: 0x0D), end + 1 < buffer.count else {
      guard rest.count <= limits.line else {
        throw RedisAnswerError("expected a line of at most \(limits.line) bytes")
      }
      // What cannot become a reply is told at once: what says it may wait for an answer.
      if let first = rest.first, !"+-:$*".utf8.contains(first) { return rest.prefix(1) }
      return nil
    }
    guard buffer[end + 1] == 0x0A else {
      throw RedisAnswerError("expected a line feed behind a carriage return")
    }
    return buffer[place..<end]
  }

  private mutating func skip(_ count: Int) throws(RedisAnswerError) {
    try checkSize(count)
    size += count
    place += count
  }

  private func checkSize(_ count: Int) throws(RedisAnswerError) {
    guard size + count <= limits.size else {
      throw RedisAnswerError("a reply has more than \(limits.size) bytes")
    }
  }

  /// A number of bytes or elements; -1 for none.
  private func count(_ digits: ArraySlice<UInt8>) throws(RedisAnswerError) -> Int {
    let number = try integer(digits)
    guard number >= -1, number <= Int64(limits.size) else {
      throw RedisAnswerError("expected a length of at most \(limits.size), found \(number)")
    }
    return Int(number)
  }

  private func integer(_ digits: ArraySlice<UInt8>) throws(RedisAnswerError) -> Int64 {
    guard digits.count <= 20, let number = Int64(String(decoding: digits, as: UTF8.self)) else {
      throw RedisAnswerError("expected a number, found \(digits.count) other bytes")
    }
    return number
  }
}
