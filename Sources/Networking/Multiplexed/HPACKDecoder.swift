/// Decodes the header blocks of one connection (RFC 7541), all of them and in their order: each one
/// may name fields of those before it.
package struct HPACKDecoder {
  private var table = HPACKTable()

  /// For a new connection.
  package init() {}

  /// The fields of a whole header block, in order. Throws `.protocolViolation` for what is not
  /// HPACK: the table is out of step then, and the connection of no more use. Throws `.tooLarge`
  /// where the names, the values and 32 for each field come to more than `limit` bytes: the table
  /// is in step, and other blocks can follow.
  package mutating func decode(
    _ block: UnsafeRawBufferPointer, limit: Int
  ) throws(AnswerFault) -> [HTTPHeaders.Field] {
    var reader = HPACKReader(block)
    try takeResizes(&reader)
    var fields: [HTTPHeaders.Field] = []
    var size = 0
    while let first = reader.next {
      let entry = try takeField(first, &reader)
      size += entry.size
      if size <= limit { fields.append(entry.field) }
    }
    guard size <= limit else {
      throw AnswerFault(.tooLarge, "the answer has more than \(limit) bytes of headers")
    }
    return fields
  }

  // block  = { resize } { field }
  // resize = "001" size
  private mutating func takeResizes(_ reader: inout HPACKReader) throws(AnswerFault) {
    while let first = reader.next, first & 0xE0 == 0x20 {
      let size = try reader.takeNumber(bits: 5)
      guard size <= HPACKTable.maximumSize else {
        throw .violation(
          "expected a header table of at most \(HPACKTable.maximumSize) bytes, found \(size)")
      }
      table.resize(size)
    }
  }

  // field = "1" number
  //       | "01" name value         kept in the table
  //       | "000" secrecy name value
  private mutating func takeField(
    _ first: UInt8, _ reader: inout HPACKReader
  ) throws(AnswerFault) -> HPACKTable.Entry {
    switch first {
    case 0x80...:
      return try entry(try reader.takeNumber(bits: 7))
    case 0x40...:
      let entry = try takeLiteral(&reader, bits: 6)
      table.insert(entry)
      return entry
    case 0x20...:
      throw .violation("the header block changes the size of its table behind a field")
    default:
      return try takeLiteral(&reader, bits: 4)
    }
  }

  // name = number | "0" text
  private func takeLiteral(
    _ reader: inout HPACKReader, bits: Int
  ) throws(AnswerFault) -> HPACKTable.Entry {
    let number = try reader.takeNumber(bits: bits)
    let name: HPACKReader.Text
    if number == 0 {
      name = try reader.takeText()
    } else {
      let known = try entry(number)
      name = HPACKReader.Text(string: known.field.name, size: known.nameSize)
    }
    let value = try reader.takeText()
    return HPACKTable.Entry(
      field: HTTPHeaders.Field(name: name.string, value: value.string),
      nameSize: name.size, valueSize: value.size)
  }

  private func entry(_ number: Int) throws(AnswerFault) -> HPACKTable.Entry {
    if let entry = table.entry(number) { return entry }
    throw .violation("the header block names the field \(number), which its table does not have")
  }
}
