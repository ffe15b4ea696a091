import TemplateLanguage
import Values

/// A few functions with the types of consul-template's, enough for the language's own rules.
enum TestDialect {
  static let table = FunctionTable([
    TemplateFunction("toUpper", [.string]) { arguments, _ throws(ValueError) in
      .string(text(arguments[0]).uppercased())
    },
    TemplateFunction("indent", [.int, .string]) { arguments, _ throws(ValueError) in
      guard case .int(let width, _) = arguments[0], width >= 0 else {
        throw ValueError("indent: negative width")
      }
      let lines = text(arguments[1]).split(separator: "\n", omittingEmptySubsequences: false)
      let margin = String(repeating: " ", count: Int(width))
      return .string(lines.map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n"))
    },
    TemplateFunction("join", [.string, .slice(.string)]) { arguments, _ throws(ValueError) in
      guard case .list(let list) = arguments[1] else { throw ValueError("join: not a list") }
      return .string(list.elements.map(text).joined(separator: text(arguments[0])))
    },
    TemplateFunction("split", [.string, .string]) { arguments, _ throws(ValueError) in
      let separator = text(arguments[0]).first ?? ","
      return .strings(text(arguments[1]).split(separator: separator).map { Bytes($0) })
    },
    TemplateFunction("add", [.any, .any]) { arguments, _ throws(ValueError) in
      .int64(number(arguments[0]) + number(arguments[1]))
    },
    TemplateFunction("subtract", [.any, .any]) { arguments, _ throws(ValueError) in
      .int64(number(arguments[1]) - number(arguments[0]))
    },
    TemplateFunction("divide", [.any, .any]) { arguments, _ throws(ValueError) in
      let divisor = number(arguments[0])
      guard divisor != 0 else { throw ValueError("runtime error: integer divide by zero") }
      return .int64(number(arguments[1]) / divisor)
    },
    TemplateFunction("toJSON", [.any]) { arguments, _ throws(ValueError) in
      if case .null = arguments[0] { return "null" }
      throw ValueError("only nil is expected here")
    },
    TemplateFunction("takesAnyList", [.slice(.any)]) { arguments, _ throws(ValueError) in
      .string(arguments[0].goTypeName)
    },
    TemplateFunction("takesMap", [.map(key: .string, value: .string)]) {
      arguments, _ throws(ValueError) in .string(arguments[0].goTypeName)
    },
    TemplateFunction("takesFloat", [.floating(.float64)]) { arguments, _ throws(ValueError) in
      arguments[0]
    },
    TemplateFunction("takesUnsigned", [.unsigned(.uint8)]) { arguments, _ throws(ValueError) in
      arguments[0]
    },
    TemplateFunction("takesBool", [.bool]) { arguments, _ throws(ValueError) in arguments[0] },
    TemplateFunction("loop", [.any], variadic: true) { arguments, _ throws(ValueError) in
      let bounds = arguments.map(number)
      let start = bounds.count > 1 ? bounds[0] : 0
      return .object(IntegerSequence(start..<max(start, bounds.last ?? 0)))
    },
    TemplateFunction("scratch", []) { _, context throws(ValueError) in
      guard let context = context as? TestContext else { throw ValueError("no scratch") }
      return .object(context.pad)
    },
    TemplateFunction("executeTemplate", [.string, .any], variadic: true) {
      arguments, context throws(ValueError) in
      guard let execute = context.executeTemplate else { throw ValueError("not running") }
      let data = arguments.count > 1 ? arguments[1] : .null
      return .bytes(try execute(text(arguments[0]), data))
    },
  ])

  static func text(_ value: Value) -> String {
    if case .bytes(let bytes) = value { bytes.string } else { "" }
  }

  static func number(_ value: Value) -> Int64 {
    switch value {
    case .int(let number, _): number
    case .bytes(let bytes): Int64(bytes.string) ?? 0
    default: 0
    }
  }
}
