import TemplateLanguage
import Values

/// confd's functions on its keys. All of a template share the queries of its key space.
enum ConfdKeyFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("exists", [.string], body: exists),
    TemplateFunction("get", [.string], body: get),
    TemplateFunction("gets", [.string], body: gets),
    TemplateFunction("getv", [.string, .string], variadic: true, body: getv),
    TemplateFunction("getvs", [.string], body: getvs),
    TemplateFunction("ls", [.string], body: ls),
    TemplateFunction("lsdir", [.string], body: lsdir),
    TemplateFunction("sortKVByLength", [.slice(.record(pairShape))], body: sortByLength),
  ]

  /// A key and its value.
  static let pairShape = RecordShape(
    "memkv.KVPair", [.init("Key", .string), .init("Value", .string)])

  private static func exists(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bool(try store(context, "exists")[try arguments.bytes(0)] != nil)
  }

  /// The pair of a key; one that does not exist is an error, once the keys are known.
  static func get(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let store = try store(context, "get")
    let key = try arguments.bytes(0)
    if let pair = store[key] { return record(pair) }
    if store.isComplete { throw missing(key) }
    return record(KeyStore.Pair(key: "", value: ""))
  }

  /// `getv KEY [DEFAULT]`; the default stands for a missing key only, not for an empty value.
  static func getv(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let store = try store(context, "getv")
    let key = try arguments.bytes(0)
    if let pair = store[key] { return .bytes(pair.value) }
    if arguments.count > 1 { return .bytes(try arguments.bytes(1)) }
    if store.isComplete { throw missing(key) }
    return .bytes("")
  }

  static func gets(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    list(try store(context, "gets").pairs(matching: try arguments.bytes(0)).map(record))
  }

  /// The values of `gets`, sorted themselves.
  static func getvs(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let pairs = try store(context, "getvs").pairs(matching: try arguments.bytes(0))
    return .strings(pairs.map(\.value).sorted())
  }

  private static func ls(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .strings(try store(context, "ls").names(in: try arguments.bytes(0)))
  }

  private static func lsdir(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .strings(try store(context, "lsdir").folderNames(in: try arguments.bytes(0)))
  }

  /// Pairs by the lengths of their keys; equal ones keep their order.
  private static func sortByLength(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let pairs = try arguments.list(0)
    let lengths = pairs.map { pair in
      if case .record(let record) = pair { record["Key"]?.asBytes?.count ?? 0 } else { 0 }
    }
    let order = pairs.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    return list(order.map { pairs[$0] })
  }

  private static func store(
    _ context: EvaluationContext, _ function: String
  ) throws(ValueError) -> KeyStore { try context.rendering(for: function).keyStore }

  private static func record(_ pair: KeyStore.Pair) -> Value {
    .record(RecordValue(pairShape, [.bytes(pair.key), .bytes(pair.value)]))
  }

  private static func list(_ pairs: [Value]) -> Value {
    .list(ListValue(pairs, elementType: .record(pairShape)))
  }

  private static func missing(_ key: Bytes) -> ValueError {
    ValueError("key does not exist: \(key.string)")
  }
}
