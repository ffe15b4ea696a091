/// The last bytes of an output.
package struct OutputTail: Sendable, Equatable {
  /// How many bytes are kept at most.
  package let limit: Int
  private var storage: [UInt8] = []
  private var total = 0

  /// Nothing yet.
  package init(limit: Int) { self.limit = max(0, limit) }

  /// Appends bytes and forgets the oldest beyond the limit.
  package mutating func append(_ bytes: ArraySlice<UInt8>) {
    total += bytes.count
    storage.append(contentsOf: bytes.suffix(limit))
    // Twice the limit before cutting, so that a flood of small writes costs constant time each.
    if storage.count > 2 * limit { storage.removeFirst(storage.count - limit) }
  }

  /// The bytes kept.
  package var bytes: [UInt8] { Array(storage.suffix(limit)) }

  /// How many bytes were forgotten.
  package var forgotten: Int { total - min(total, limit) }

  /// The bytes as text without surrounding white space, with a note if the beginning is missing.
  package var text: String {
    var kept = storage.suffix(limit)
    // A character that was cut in two at the front.
    if forgotten > 0 { kept = kept.drop { $0 & 0xC0 == 0x80 } }
    let whole = String(decoding: kept, as: UTF8.self)
    let trimmed = whole.drop { $0.isWhitespace }
    let end = trimmed.lastIndex { !$0.isWhitespace }.map { trimmed.index(after: $0) }
    let text = String(trimmed[..<(end ?? trimmed.startIndex)])
    return forgotten > 0 ? "[\(forgotten) bytes left out]\n\(text)" : text
  }
}
