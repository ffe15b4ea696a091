import RegistryCore
import TemplateLanguage
import Values

/// `byTag byPort byMeta byKey`: lists of records to maps of lists.
enum GroupingFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("byTag", [.any], body: byTag),
    TemplateFunction("byPort", [.any], body: byPort),
    TemplateFunction("byMeta", [.string, .any], body: byMeta),
    TemplateFunction("byKey", [.any], body: byKey),
  ]

  /// Tag → the services that have it.
  private static func byTag(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    var groups: [Bytes: [Value]] = [:]
    for service in try services("byTag", arguments, 0) {
      guard case .list(let tags)? = service.field("Tags") else {
        throw wrongType("byTag", arguments[0])
      }
      for case .bytes(let tag) in tags.elements { groups[tag, default: []].append(service) }
    }
    return .map(
      MapValue(groups.map { ($0, .list($1)) }, valueType: .slice(.any)))
  }

  /// Port → the services that listen on it.
  private static func byPort(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    var groups: [Int64: [Value]] = [:]
    for service in try services("byPort", arguments, 0) {
      guard case .int(let port, _)? = service.field("Port") else {
        throw wrongType("byPort", arguments[0])
      }
      groups[port, default: []].append(service)
    }
    let sorted = groups.sorted { $0.key < $1.key }
    return .map(
      MapValue(
        sortedKeys: sorted.map { .int($0.key, .int) }, values: sorted.map { .list($0.value) },
        keyType: .int, valueType: .slice(.any)))
  }

  /// `byMeta KEYS SERVICES`: the values of the meta keys, joined by `_` → the services. A key may
  /// end in `|int`: its value is a number then, and written with five digits so that it sorts.
  private static func byMeta(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let keys = try arguments.bytes(0).split(by: ",")
    var groups: [Bytes: [Value]] = [:]
    for service in try services("byMeta", arguments, 1) {
      guard case .map(let meta)? = service.field("ServiceMeta") else {
        throw wrongType("byMeta", arguments[1])
      }
      var parts: [Value] = []
      for key in keys { parts.append(.bytes(try metaPart(key, of: meta))) }
      groups[try SplittingFunctions.joined(parts, by: "_"), default: []].append(service)
    }
    let element = GoType.pointer(.record(RegistryShapes.healthService))
    return .map(
      MapValue(
        groups.map { ($0, .list(ListValue($1, elementType: element))) },
        valueType: .slice(element)))
  }

  private static func metaPart(_ key: Bytes, of meta: MapValue) throws(ValueError) -> Bytes {
    let isNumber = key.hasSuffix("|int")
    let name = isNumber ? key[0..<(key.count - 4)] : key
    var value = meta[name]?.asBytes ?? Bytes()
    if value.isEmpty { value = isNumber ? "0" : Bytes("_no_\(name)_") }
    if isNumber {
      do throws(ValueError) {
        let number = try Numerals.int(value, function: "Atoi")
        value = GoFormat.sprintf("%05d", [.int(number, .int)])
      } catch {
        throw ValueError("cannot parse \(value) as number : \(error.message)")
      }
    }
    return value.mapRunes { scalar in
      let isKept = scalar.isASCII && QueryReader.isNameByte(UInt8(scalar.value))
      return isKept ? String(scalar) : "_"
    }
  }

  /// First segment of the key → rest of the key → the pair, whose `Key` is that rest.
  private static func byKey(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    var groups: [Bytes: [(Bytes, Value)]] = [:]
    for pair in try arguments.list(0) {
      guard case .bytes(let key)? = pair.field("Key") else {
        throw wrongType("byKey", arguments[0])
      }
      guard let slash = key.storage.firstIndex(of: UInt8(ascii: "/")), slash + 1 < key.count else {
        continue
      }
      let rest = key[(slash + 1)..<key.count]
      groups[key[0..<slash], default: []].append(
        (rest, pair.setting("Key", to: .bytes(rest))))
    }
    let element = GoType.pointer(.record(RegistryShapes.keyPair))
    let values = groups.map { ($0, Value.map(MapValue($1, valueType: element))) }
    return .map(MapValue(values, valueType: .map(key: .string, value: element)))
  }

  private static func services(
    _ name: String, _ arguments: [Value], _ position: Int
  ) throws(ValueError) -> [Value] {
    switch arguments[position] {
    case .list(let list): return list.elements
    case .null, .absent: return []
    default: throw wrongType(name, arguments[position])
    }
  }

  private static func wrongType(_ name: String, _ value: Value) -> ValueError {
    ValueError("\(name): wrong argument type \(value.goTypeName)")
  }
}

extension Value {
  /// A field of a struct or an entry of a map with string keys.
  func field(_ name: Bytes) -> Value? {
    switch self {
    case .record(let record), .recordPointer(let record): record[name]
    case .map(let map): map[name]
    default: nil
    }
  }

  /// A copy of a struct or map with one field replaced.
  fileprivate func setting(_ name: Bytes, to value: Value) -> Value {
    switch self {
    case .recordPointer(let record):
      guard let position = record.shape.position(of: name) else { return self }
      var fields = record.fields
      fields[position] = value
      return .recordPointer(RecordValue(record.shape, fields))
    case .map(let map):
      return .map(
        MapValue(
          sortedKeys: map.keys,
          values: zip(map.keys, map.values).map { $0.asBytes == name ? value : $1 },
          keyType: map.keyType, valueType: map.valueType))
    default: return self
    }
  }
}
