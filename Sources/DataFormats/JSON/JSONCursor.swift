package import Values

/// A value of a JSON tape. Reading never fails for a wrong kind: it gives nil, and the reader says
/// what it expected.
package struct JSONCursor: Sendable {
  let storage: JSONTape.Storage
  let index: Int

  /// What a JSON value can be.
  package enum Kind: Sendable {
    case null, bool, number, string, array, object
  }

  @inline(__always)
  var word: JSONWord { JSONWord(bits: storage.words[index]) }

  /// What it is.
  package var kind: Kind {
    switch word.kind {
    case .null: .null
    case .true, .false: .bool
    case .integer, .float: .number
    case .plainString, .escapedString: .string
    case .array: .array
    case .object: .object
    }
  }

  /// What people call this kind: `a string`, `an object` ...
  package var kindName: String {
    switch kind {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// Whether it is `null`.
  package var isNull: Bool { word.kind == .null }

  /// The truth value, if it is one.
  package var bool: Bool? {
    switch word.kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// The text of a string, its escapes resolved.
  package var bytes: Bytes? {
    let word = word
    switch word.kind {
    case .plainString: return Bytes(Array(storage.bytes[word.low..<word.low + word.high]))
    case .escapedString:
      return storage.bytes.withUnsafeBufferPointer { buffer in
        Bytes(JSONEscape.decode(UnsafeBufferPointer(rebasing: buffer[textRange(of: word)])))
      }
    default: return nil
    }
  }

  /// Calls `body` with the text of a string that has no escapes; nil for others.
  package func withPlainText<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result? {
    let word = word
    guard word.kind == .plainString else { return nil }
    return storage.bytes.withUnsafeBufferPointer { buffer in
      body(UnsafeBufferPointer(rebasing: buffer[word.low..<word.low + word.high]))
    }
  }

  /// The text of a string for people; invalid UTF-8 is U+FFFD.
  package var string: String? { bytes?.string }

  /// A number as it is written.
  package var numberText: Bytes? {
    let word = word
    guard word.kind == .integer || word.kind == .float else { return nil }
    return Bytes(Array(storage.bytes[textRange(of: word)]))
  }

  /// Whether it is a number written without fraction and exponent.
  package var isInteger: Bool { word.kind == .integer }

  /// The number, if it is written without fraction and exponent and fits.
  package var int64: Int64? {
    let word = word
    guard word.kind == .integer else { return nil }
    return JSONNumber.int64(storage.bytes[textRange(of: word)])
  }

  /// The number, if it is written without sign, fraction and exponent and fits.
  package var uint64: UInt64? {
    let word = word
    guard word.kind == .integer else { return nil }
    return JSONNumber.uint64(storage.bytes[textRange(of: word)])
  }

  /// The nearest number; nil if it is beyond the largest.
  package var double: Double? {
    let word = word
    guard word.kind == .integer || word.kind == .float else { return nil }
    return JSONNumber.double(storage.bytes[textRange(of: word)])
  }

  /// The number of elements or members; 0 for other kinds.
  package var count: Int {
    let word = word
    return word.kind == .array || word.kind == .object ? word.high : 0
  }

  /// The elements of an array; none for other kinds.
  package var elements: JSONElements {
    let word = word
    guard word.kind == .array else { return JSONElements(storage: storage, position: 0, end: 0) }
    return JSONElements(storage: storage, position: index + 2, end: word.low)
  }

  /// The members of an object in the order of the text; none for other kinds.
  package var members: JSONMembers {
    let word = word
    guard word.kind == .object else { return JSONMembers(storage: storage, position: 0, end: 0) }
    return JSONMembers(storage: storage, position: index + 2, end: word.low)
  }

  /// The value of an object's key, the last if there are several; nil for other kinds. Linear in
  /// the number of members: who reads many fields iterates over `members`.
  package subscript(key: StaticString) -> JSONCursor? {
    var found: JSONCursor?
    for (name, value) in members where name.equals(key) { found = value }
    return found
  }

  /// As the subscript, for a key known only at run time.
  package func member(_ key: Bytes) -> JSONCursor? {
    var found: JSONCursor?
    for (name, value) in members where name.bytes == key { found = value }
    return found
  }

  /// Whether it is a string with this text.
  @inline(__always)
  package func equals(_ text: StaticString) -> Bool {
    let word = word
    let count = text.utf8CodeUnitCount
    switch word.kind {
    case .plainString:
      guard word.high == count else { return false }
      return storage.bytes.withUnsafeBufferPointer { buffer in
        for offset in 0..<count where buffer[word.low + offset] != text.utf8Start[offset] {
          return false
        }
        return true
      }
    case .escapedString:
      return bytes?.storage.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: count))
        ?? false
    default: return false
    }
  }

  /// The byte range in the text: a container with its brackets, a string with its quotes.
  package var range: Range<Int> {
    let word = word
    switch word.kind {
    case .array, .object:
      let offsets = JSONWord(bits: storage.words[index + 1]).bits
      return Int(offsets & 0xFFFF_FFFF)..<Int(offsets >> 32)
    case .plainString, .escapedString: return word.low - 1..<word.low + word.high + 1
    default: return textRange(of: word)
    }
  }

  /// The bytes of the value as they are written.
  package var text: Bytes { Bytes(Array(storage.bytes[range])) }

  @inline(__always)
  private func textRange(of word: JSONWord) -> Range<Int> { word.low..<word.low + word.high }
}

/// The elements of an array.
package struct JSONElements: Sequence, IteratorProtocol, Sendable {
  let storage: JSONTape.Storage
  var position: Int
  let end: Int

  /// The next element.
  package mutating func next() -> JSONCursor? {
    guard position < end else { return nil }
    let cursor = JSONCursor(storage: storage, index: position)
    position = storage.index(after: position)
    return cursor
  }
}

/// The members of an object.
package struct JSONMembers: Sequence, IteratorProtocol, Sendable {
  let storage: JSONTape.Storage
  var position: Int
  let end: Int

  /// The next key and its value.
  package mutating func next() -> (key: JSONCursor, value: JSONCursor)? {
    guard position < end else { return nil }
    let key = JSONCursor(storage: storage, index: position)
    let value = JSONCursor(storage: storage, index: position + 1)
    position = storage.index(after: position + 1)
    return (key, value)
  }
}

extension JSONTape.Storage {
  /// The index after the value at `index`.
  @inline(__always)
  func index(after index: Int) -> Int {
    let word = JSONWord(bits: words[index])
    return word.kind == .array || word.kind == .object ? word.low : index + 1
  }
}
