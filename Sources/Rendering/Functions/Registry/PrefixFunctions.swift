import RegistryCore
import TemplateLanguage
import Values

/// `ls tree safeLs safeTree`: the keys that begin with a text. All share one query for one text.
///
/// The text is a prefix of bytes, not a folder: `foo` also finds `foobar/x`.
enum PrefixFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("ls", [.string], body: ls),
    TemplateFunction("tree", [.string], body: tree),
    TemplateFunction("safeLs", [.string], body: safeLs),
    TemplateFunction("safeTree", [.string], body: safeTree),
  ].map { $0.depending(on: .answers) }

  private static func ls(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    try pairs(arguments, context, "ls", isWanted: isDirectChild, acceptsNone: true)
  }

  private static func tree(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    try pairs(arguments, context, "tree", isWanted: isLeaf, acceptsNone: true)
  }

  private static func safeLs(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    try pairs(arguments, context, "safeLs", isWanted: isDirectChild, acceptsNone: false)
  }

  private static func safeTree(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    try pairs(arguments, context, "safeTree", isWanted: isLeaf, acceptsNone: false)
  }

  private static func isDirectChild(_ key: Bytes) -> Bool {
    !key.isEmpty && !key.storage.contains(UInt8(ascii: "/"))
  }

  private static func isLeaf(_ key: Bytes) -> Bool {
    !key.isEmpty && key.storage.last != UInt8(ascii: "/")
  }

  private static func pairs(
    _ arguments: [Value], _ context: EvaluationContext, _ function: String,
    isWanted: (Bytes) -> Bool, acceptsNone: Bool
  ) throws(ValueError) -> Value {
    let none = CatalogFunctions.emptyList(of: RegistryShapes.keyPair)
    let context = try context.rendering(for: function)
    guard let query = try context.query(of: function, [arguments.bytes(0)]),
      let reading = context.read(query)
    else { return none }
    guard case .prefix(let path, _) = query.subject, case .list(let list) = reading else {
      return none
    }
    let prefix = Bytes(path)
    let found = list.elements.compactMap { relative($0, to: prefix, isWanted: isWanted) }
    if found.isEmpty, !acceptsNone { context.miss(.emptyPrefix(query)) }
    return .list(ListValue(found, elementType: .pointer(.record(RegistryShapes.keyPair))))
  }

  /// The pair with its `Key` relative to the prefix and without leading slashes, if it is wanted.
  private static func relative(
    _ element: Value, to prefix: Bytes, isWanted: (Bytes) -> Bool
  ) -> Value? {
    guard case .recordPointer(let pair) = element, case .bytes(let path)? = pair["Path"],
      let keyPosition = pair.shape.position(of: "Key")
    else { return nil }
    let rest = path.hasPrefix(prefix) ? path.storage.dropFirst(prefix.count) : path.storage[...]
    let key = Bytes(copying: rest.drop { $0 == UInt8(ascii: "/") })
    guard isWanted(key) else { return nil }
    if case .bytes(let known) = pair.value(at: keyPosition), known == key { return element }
    var fields = pair.fields
    fields[keyPosition] = .bytes(key)
    return .recordPointer(RecordValue(pair.shape, fields))
  }
}
