import Diagnostics
import RegistryCore
import Rendering
import TemplateLanguage
import Values

/// Makes a template of calls of all functions from random bytes and runs it with small limits: it
/// may be refused, and it ends.
enum EvaluationFuzzer {
  private static let limits = EvaluationLimits(
    steps: 5000, templateDepth: 200, nestedExecutions: 10, outputBytes: 1 << 18,
    parseNesting: 200)

  /// All functions but those which are slow by design: hashes of passwords and keys.
  private static let names: [String] =
    Builtins.table.names
    + FunctionLibrary.consul.names.filter {
      name in
      !["bcrypt", "htpasswd", "gen", "derivePassword", "buildCustom"].contains {
        name.hasPrefix("sprig_\($0)")
      }
    }

  private static let constants = [
    "0", "1", "-1", "3", "1.5", "`a`", "`a,b`", "\"x\\ny\"", "``", "nil", "true", ".", ".list",
    ".map", ".text", ".deep", "$x", "$", "1000000", "2i", "`(a*)*b`", "`%d%s%v`", "`{\"a\":[1]}`",
    "`2006-01-02`", "(sprig_list 1 `a`)", "(sprig_dict `k` .list)", "`1.2.3`", "`{{`", "`\\xff`",
  ]

  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    var source = Choices(bytes)
    var text = "{{define `t`}}{{.}}{{end}}{{$x := 1}}"
    for _ in 0..<Int(source.next(8) + 1) { text += statement(&source, depth: 0) }
    var set = TemplateSet(
      options: TemplateOptions(
        missingKey: .zero, functions: FunctionLibrary.consul, limits: limits))
    guard (try? set.add(Source(name: "main", text: text), name: "main")) != nil else { return }
    let context = RenderContext(
      snapshot: Snapshot(), grammar: QueryGrammar(defaultRegistry: "consul"))
    let output = OutputBuffer(limit: limits.outputBytes)
    try? set.execute("main", data: data(), context: context, output: output)
    precondition(output.count <= limits.outputBytes, "the output keeps to its limit")
  }

  private static func statement(_ source: inout Choices, depth: Int) -> String {
    let kind = source.next(depth < 3 ? 8 : 3)
    switch kind {
    case 0...2: return "{{\(call(&source, depth: 0))}}"
    case 3: return "{{$x = \(call(&source, depth: 0))}}"
    case 4:
      return "{{range \(call(&source, depth: 1))}}\(statement(&source, depth: depth + 1)){{end}}"
    case 5: return "{{range $k, $v := $x}}\(statement(&source, depth: depth + 1)){{end}}"
    case 6: return "{{with $x}}\(statement(&source, depth: depth + 1)){{end}}"
    default: return "{{if $x}}\(statement(&source, depth: depth + 1)){{end}}"
    }
  }

  private static func call(_ source: inout Choices, depth: Int) -> String {
    var text = names[Int(source.next(names.count))]
    for _ in 0..<Int(source.next(4)) {
      let isNested = depth < 2 && source.next(4) == 0
      text +=
        isNested
        ? " (\(call(&source, depth: depth + 1)))"
        : " " + constants[Int(source.next(constants.count))]
    }
    return text
  }

  /// A little of everything; the maps belong to the template, which may change them.
  private static func data() -> Value {
    func map(_ entries: [(Bytes, Value)]) -> Value {
      .map(MapValue(entries, valueType: .any, isMutable: true))
    }
    return map([
      ("list", .list([.int(2), .bytes("b"), .null, .float(1.5), .list([.int(1)])])),
      ("map", map([("a", .int(1)), ("b", .strings(["x"]))])), ("text", .bytes("some text")),
      ("deep", map([("a", map([("b", map([("c", .bool(true))]))]))])),
    ])
  }
}

/// Numbers cut from bytes; zeros when they run out.
private struct Choices {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// A number below a bound of at most 65536.
  mutating func next(_ bound: Int) -> Int {
    var number = 0
    for _ in 0..<(bound > 256 ? 2 : 1) {
      number = number << 8 | (position < bytes.count ? Int(bytes[position]) : 0)
      position += 1
    }
    return number % bound
  }
}
