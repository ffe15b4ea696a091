import TemplateLanguage
import Values

/// A context with a scratch pad.
final class TestContext: EvaluationContext {
  let pad = Pad()

  /// An object whose methods change it.
  final class Pad: ObjectValue, @unchecked Sendable {
    // One test uses it, on one thread.
    private var values: [Bytes: Value] = [:]

    init() { super.init(type: Pad.padType) }

    private static let padType = NamedType(
      name: "*main.pad", underlying: .opaque("*main.pad"),
      methods: [
        "Get": method([.string]) { pad, arguments in pad.values[key(arguments)] ?? .null },
        "Key": method([.string]) { pad, arguments in .bool(pad.values[key(arguments)] != nil) },
        "Set": method([.string, .any]) { pad, arguments in
          pad.values[key(arguments)] = arguments[1]
          return ""
        },
      ])

    private static func key(_ arguments: [Value]) -> Bytes {
      Bytes(TestDialect.text(arguments[0]))
    }

    private static func method(
      _ parameters: [GoType], _ body: @escaping @Sendable (Pad, [Value]) -> Value
    ) -> NamedType.Method {
      NamedType.Method(parameters: parameters) { receiver, arguments throws(ValueError) in
        guard case .object(let object as Pad) = receiver else { throw ValueError("no pad") }
        return body(object, arguments)
      }
    }
  }
}
