/// Writes a header block that every decoder reads (RFC 7541), whatever blocks were before it: it
/// names fields that everybody knows, and neither keeps others in a table nor has a Huffman code.
package struct HPACKEncoder {
  /// The block so far.
  package private(set) var bytes: [UInt8] = []

  /// An empty block.
  package init() {}

  /// Adds a field, its name in lower case. What `isSecret` is never kept in a table, by no proxy on
  /// the way either.
  package mutating func add(_ name: String, _ value: String, isSecret: Bool = false) {
    let known = HPACKStaticTable.find(name, value)
    if let known, known.hasValue, !isSecret {
      return add(known.number, bits: 7, behind: 0x80)
    }
    add(known?.number ?? 0, bits: 4, behind: isSecret ? 0x10 : 0)
    if known == nil {
      add(name.utf8.count, bits: 7, behind: 0)
      bytes.append(contentsOf: name.utf8.lazy.map(HTTPHeaders.lowercased))
    }
    add(value.utf8.count, bits: 7, behind: 0)
    bytes.append(contentsOf: value.utf8)
  }

  /// A number in the lowest `bits` of a byte, which begins with `flags`, and in as many as follow.
  private mutating func add(_ number: Int, bits: Int, behind flags: UInt8) {
    let most = (1 << bits) - 1
    guard number >= most else { return bytes.append(flags | UInt8(number)) }
    bytes.append(flags | UInt8(most))
    var rest = number - most
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
