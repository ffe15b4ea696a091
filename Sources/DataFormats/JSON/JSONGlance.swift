/// A value of a JSON tape for those who read whole answers: a `JSONCursor` that counts no
/// references. Valid only while `JSONCursor.glance` runs.
package struct JSONGlance {
  let bytes: UnsafeBufferPointer<UInt8>
  let words: UnsafePointer<UInt64>
  let index: Int

  @inline(__always)
  init(_ bytes: UnsafeBufferPointer<UInt8>, _ words: UnsafePointer<UInt64>, _ index: Int) {
    self.bytes = bytes
    self.words = words
    self.index = index
  }

  @inline(__always)
  var word: JSONWord { JSONWord(bits: words[index]) }

  /// Whether it is `null`.
  @inline(__always)
  package var isNull: Bool { word.kind == .null }

  /// Whether it is an array.
  @inline(__always)
  package var isArray: Bool { word.kind == .array }

  /// Whether it is an object.
  @inline(__always)
  package var isObject: Bool { word.kind == .object }

  /// What people call this kind: `a string`, `an object` ...
  package var kindName: String {
    switch word.kind {
    case .null: "null"
    case .true, .false: "a boolean"
    case .integer, .float: "a number"
    case .plainString, .escapedString: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// The truth value, if it is one.
  package var bool: Bool? {
    switch word.kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// The number, if it is written without fraction and exponent and fits.
  package var int64: Int64? {
    let word = word
    guard word.kind == .integer else { return nil }
    return JSONNumber.int64(bytes[word.low..<word.low + word.high])
  }

  /// The number, if it is written without sign, fraction and exponent and fits.
  package var uint64: UInt64? {
    let word = word
    guard word.kind == .integer else { return nil }
    return JSONNumber.uint64(bytes[word.low..<word.low + word.high])
  }

  /// The text of a string that has no escapes; nil for others.
  @inline(__always)
  package var plainText: UnsafeBufferPointer<UInt8>? {
    let word = word
    return word.kind == .plainString ? written(word) : nil
  }

  /// The text of a string, its escapes resolved; nil for others.
  package var text: [UInt8]? {
    let word = word
    switch word.kind {
    case .plainString: return Array(written(word))
    case .escapedString: return JSONEscape.decode(written(word))
    default: return nil
    }
  }

  /// The number of elements or members; 0 for other kinds.
  package var count: Int {
    let word = word
    return word.kind == .array || word.kind == .object ? word.high : 0
  }

  /// The elements of an array; none for other kinds.
  @inline(__always)
  package var elements: Elements { Elements(walk: walk(.array)) }

  /// The members of an object in the order of the text; none for other kinds.
  @inline(__always)
  package var members: Members { Members(walk: walk(.object)) }

  /// Whether it is the string of a key.
  @inline(__always)
  package func equals(_ key: JSONKey) -> Bool {
    let word = word
    guard word.kind == .plainString else {
      return text?.withUnsafeBufferPointer { key.equals($0) } ?? false
    }
    guard word.high == key.length else { return false }
    // Most keys are no longer than a word, which the text's end is seldom too near for.
    guard word.low + 8 <= bytes.count, let base = bytes.baseAddress else {
      return key.equals(written(word))
    }
    let head = UnsafeRawPointer(base + word.low).loadUnaligned(as: UInt64.self)
    guard UInt64(littleEndian: head) & key.mask == key.head else { return false }
    return key.length <= 8 || key.equals(written(word))
  }

  @inline(__always)
  func written(_ word: JSONWord) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[word.low..<word.low + word.high])
  }

  /// Goes over the words of an array or object.
  struct Walk {
    let bytes: UnsafeBufferPointer<UInt8>
    let words: UnsafePointer<UInt64>
    var position: Int
    let end: Int

    /// The value at the next word.
    @inline(__always)
    var value: JSONGlance { JSONGlance(bytes, words, position) }

    /// Goes on behind the value.
    @inline(__always)
    mutating func skip() { position = JSONGlance.index(after: position, in: words) }
  }

  @inline(__always)
  private func walk(_ kind: JSONWord.Kind) -> Walk {
    let word = word
    let isThat = word.kind == kind
    return Walk(
      bytes: bytes, words: words, position: isThat ? index + 2 : 0, end: isThat ? word.low : 0)
  }

  /// The elements of an array.
  package struct Elements: Sequence, IteratorProtocol {
    var walk: Walk

    /// The next element.
    @inline(__always)
    package mutating func next() -> JSONGlance? {
      guard walk.position < walk.end else { return nil }
      defer { walk.skip() }
      return walk.value
    }
  }

  /// The members of an object.
  package struct Members: Sequence, IteratorProtocol {
    var walk: Walk

    /// The next key and its value.
    @inline(__always)
    package mutating func next() -> (key: JSONGlance, value: JSONGlance)? {
      guard walk.position < walk.end else { return nil }
      let key = walk.value
      walk.position += 1
      defer { walk.skip() }
      return (key, walk.value)
    }
  }

  @inline(__always)
  static func index(after index: Int, in words: UnsafePointer<UInt64>) -> Int {
    let word = JSONWord(bits: words[index])
    return word.kind == .array || word.kind == .object ? word.low : index + 1
  }
}

extension JSONCursor {
  /// Calls `body` with the value in the form that is quickest to read, which must not escape.
  package func glance<Result>(_ body: (JSONGlance) -> Result) -> Result {
    storage.bytes.withUnsafeBufferPointer { bytes in
      storage.words.withUnsafeBufferPointer { words in
        guard let base = words.baseAddress else {
          preconditionFailure("a tape has at least one word")
        }
        return body(JSONGlance(bytes, base, index))
      }
    }
  }
}
