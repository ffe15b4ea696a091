/// A JSON text, checked completely and indexed, its values still unread.
///
/// Each value is one 64-bit word which says where it stands in the text; an object or array has
/// two, the second leads past its end. Whoever needs a value reads it through a `JSONCursor`;
/// nothing else is ever decoded or copied.
package struct JSONTape: Sendable {
  let storage: Storage

  /// What a text may be at most.
  package struct Limits: Sendable {
    /// Nested arrays and objects.
    package var depth: Int
    /// Bytes; no more than `largestSize`.
    package var size: Int

    /// The most bytes that a tape can index.
    package static let largestSize = (1 << 28) - 1

    /// Limits; the size is cut to what a tape can index.
    package init(depth: Int = 512, size: Int = largestSize) {
      self.depth = depth
      self.size = min(size, Limits.largestSize)
    }
  }

  /// What to do with text that is not Unicode: invalid UTF-8 and unpaired surrogate escapes.
  package enum TextRule: Sendable {
    /// Refuse it.
    case strict
    /// Read it as U+FFFD, as Go does.
    case replacing
  }

  /// Checks and indexes a text. Linear in its size.
  package init(
    _ bytes: [UInt8], limits: Limits = Limits(), text: TextRule = .replacing
  ) throws(JSONError) {
    guard bytes.count <= limits.size else {
      throw JSONError(
        "the text has \(bytes.count) bytes, more than the limit of \(limits.size)", offset: 0)
    }
    let result = bytes.withUnsafeBufferPointer { buffer in
      JSONScanner.index(buffer, depth: limits.depth, text: text)
    }
    storage = Storage(bytes: bytes, words: try result.get())
  }

  /// The value of the whole text.
  package var root: JSONCursor { JSONCursor(storage: storage, index: 0) }

  /// The bytes and the words that index them.
  final class Storage: Sendable {
    let bytes: [UInt8]
    let words: [UInt64]

    init(bytes: [UInt8], words: [UInt64]) {
      self.bytes = bytes
      self.words = words
    }
  }
}

/// One word of a tape.
///
/// Scalars and keys: kind, length and offset of the text (of a string: between its quotes).
/// Containers: kind, number of members or elements, and the index after the last word; then a
/// second word with the offsets of the brackets.
struct JSONWord {
  enum Kind: UInt8 {
    case null, `true`, `false`, integer, float, plainString, escapedString, array, object

    // The initializer of raw values is never inlined; of this one the compiler makes no code.
    @inline(__always)
    init(number: UInt64) {
      switch number {
      case 1: self = .true
      case 2: self = .false
      case 3: self = .integer
      case 4: self = .float
      case 5: self = .plainString
      case 6: self = .escapedString
      case 7: self = .array
      case 8: self = .object
      default: self = .null
      }
    }
  }

  let bits: UInt64

  @inline(__always)
  init(bits: UInt64) { self.bits = bits }

  @inline(__always)
  init(_ kind: Kind, low: Int, high: Int) {
    bits = UInt64(kind.rawValue) << 60 | UInt64(high) << 32 | UInt64(low)
  }

  @inline(__always)
  var kind: Kind { Kind(number: bits >> 60) }

  /// The offset of a scalar; of a container the index after its last word.
  @inline(__always)
  var low: Int { Int(bits & 0xFFFF_FFFF) }

  /// The length of a scalar; of a container the number of its elements or members.
  @inline(__always)
  var high: Int { Int((bits >> 32) & 0x0FFF_FFFF) }
}
