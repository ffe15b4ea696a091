/// Cuts a stream of bytes into the JSON objects that it is made of, wherever the pieces end. Pure.
///
/// It finds where objects end and nothing else: whether they are well-formed, their reader says.
package struct EtcdMessageSplitter: Sendable {
  private let limit: Int
  private var pending: [UInt8] = []
  private var position = 0
  private var depth = 0
  private var isInText = false
  private var isEscaped = false

  /// A splitter of messages of at most `limit` bytes.
  package init(limit: Int) { self.limit = limit }

  /// Whether the stream may end here: between two messages.
  package var isBetweenMessages: Bool { pending.isEmpty }

  /// Takes the next bytes and gives the messages that are now complete.
  package mutating func receive(_ bytes: [UInt8]) throws(EtcdFailure) -> [[UInt8]] {
    pending += bytes
    var messages: [[UInt8]] = []
    var start = 0
    while let end = try nextEnd(from: &start) {
      messages.append(Array(pending[start..<end]))
      start = end
    }
    pending.removeFirst(start)
    position -= start
    guard pending.count <= limit else {
      throw EtcdFailure(.tooLarge, "a message of the watch has more than \(limit) bytes")
    }
    return messages
  }

  /// Goes on to the end of the object that begins behind blanks at `start`; nil if it is not there.
  private mutating func nextEnd(from start: inout Int) throws(EtcdFailure) -> Int? {
    if depth == 0 {
      while start < pending.count, EtcdMessageSplitter.isBlank(pending[start]) { start += 1 }
      position = max(position, start)
      guard start < pending.count else { return nil }
      guard pending[start] == UInt8(ascii: "{") else {
        throw EtcdFailure(.invalidAnswer, "expected an object in the stream")
      }
    }
    let found = pending.withUnsafeBufferPointer { scan($0) }
    return found ? position : nil
  }

  /// Whether the object's end was found; `position` is behind it.
  private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = position
    defer { position = index }
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if isInText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return true }
      default: break
      }
    }
    return false
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
