package import Values

/// A command and how many replies it gets.
package struct RedisCommand: Sendable, Equatable {
  /// The command's name and what it is about; any bytes.
  let words: [Bytes]
  /// How many replies the server gives.
  let replyCount: Int

  /// A command with one reply, unless another number is given.
  package init(_ name: String, _ words: [Bytes] = [], replies: Int = 1) {
    self.words = [Bytes(name)] + words
    replyCount = replies
  }

  /// The bytes to send.
  package var bytes: [UInt8] {
    var bytes = Array("*\(words.count)\r\n".utf8)
    for word in words {
      bytes += "$\(word.count)\r\n".utf8
      bytes += word.storage
      bytes += [0x0D, 0x0A]
    }
    return bytes
  }

  /// A text as the pattern that it alone fits.
  package static func pattern(for text: Bytes) -> Bytes {
    var pattern = Bytes()
    for byte in text.storage {
      if "*?[]\\^-".utf8.contains(byte) { pattern.append(UInt8(ascii: "\\")) }
      pattern.append(byte)
    }
    return pattern
  }
}
