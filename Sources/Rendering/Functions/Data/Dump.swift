import TemplateLanguage
import Values

/// Writes values with their types and lengths over several lines, as go-spew does without addresses
/// and capacities.
struct Dump {
  private var text = Bytes()
  private var depth = 0

  /// Deeper values are cut.
  private static let deepest = 100

  static func text(of values: [Value]) throws(ValueError) -> Bytes {
    var dump = Dump()
    for value in values {
      try dump.write(value, showsType: true)
      dump.text.append("\n")
    }
    return dump.text
  }

  private mutating func write(_ value: Value, showsType: Bool) throws(ValueError) {
    try TextLimit.check(text.count)
    guard depth < Dump.deepest else { return text.append("<max depth reached>") }
    switch value {
    case .absent, .null: text.append("(interface {}) <nil>")
    case .bytes(let bytes):
      begin(value, count: bytes.count)
      text.append(GoQuoting.quote(bytes))
    case .list(let list):
      begin(value, count: list.elements.count)
      try write(list)
    case .map(let map):
      begin(value, count: map.count)
      try write(map)
    case .record(let record):
      if showsType { text.append("(\(value.goTypeName)) ") }
      try write(record)
    case .recordPointer(let record):
      text.append("(\(value.goTypeName))(")
      try write(.record(record), showsType: false)
      text.append(")")
    case .pointer(let pointer):
      text.append("(\(value.goTypeName))(")
      if let target = pointer.target {
        try write(target, showsType: false)
      } else {
        text.append("<nil>")
      }
      text.append(")")
    default:
      begin(value, count: 0)
      text.append(GoFormat.sprint([value]))
    }
  }

  /// `(type) (len=n) `
  private mutating func begin(_ value: Value, count: Int) {
    text.append("(\(value.goTypeName)) ")
    if count > 0 { text.append("(len=\(count)) ") }
  }

  private mutating func write(_ list: ListValue) throws(ValueError) {
    if list.isNil { return text.append("<nil>") }
    open()
    for (index, element) in list.elements.enumerated() {
      indent()
      try write(element, showsType: true)
      text.append(index + 1 < list.elements.count ? ",\n" : "\n")
    }
    close()
  }

  private mutating func write(_ map: MapValue) throws(ValueError) {
    if map.isNil { return text.append("<nil>") }
    open()
    for index in map.keys.indices {
      indent()
      try write(map.keys[index], showsType: true)
      text.append(": ")
      try write(map.values[index], showsType: true)
      text.append(index + 1 < map.count ? ",\n" : "\n")
    }
    close()
  }

  private mutating func write(_ record: RecordValue) throws(ValueError) {
    open()
    let values = record.fields
    for (index, field) in record.shape.fields.enumerated() {
      indent()
      text.append(field.name)
      text.append(": ")
      try write(values[index], showsType: true)
      text.append(index + 1 < values.count ? ",\n" : "\n")
    }
    close()
  }

  private mutating func open() {
    text.append("{\n")
    depth += 1
  }

  private mutating func close() {
    depth -= 1
    indent()
    text.append("}")
  }

  private mutating func indent() { text.append(String(repeating: " ", count: depth)) }
}
