internal import Values

/// Go's built-in template functions, with Go's error texts; the evaluator adds
/// `error calling NAME: `. `and` and `or` belong to the evaluator because they stop early.
///
/// Arguments arrive as they are: a missing value as `.absent` and a nil interface as `.null`, which
/// some functions tell apart.
package enum Builtins {
  /// The functions by name.
  package static let table = FunctionTable(printing + inspecting + comparing)

  private static let printing: [TemplateFunction] = [
    function("print", [.any], variadic: true) { arguments throws(ValueError) in
      try text { GoFormat.appendSprint(arguments, to: $0) }
    },
    function("println", [.any], variadic: true) { arguments throws(ValueError) in
      try text { GoFormat.appendSprintln(arguments, to: $0) }
    },
    function("printf", [.string, .any], variadic: true) { arguments throws(ValueError) in
      guard case .bytes(let format)? = arguments.first else {
        throw ValueError("expected string; found \(arguments.first?.goTypeName ?? "nothing")")
      }
      return try text { GoFormat.appendSprintf(format, arguments.dropFirst(), to: $0) }
    },
    function("html", [.any], variadic: true) { arguments throws(ValueError) in
      .bytes(GoEscaping.html(try joined(arguments)))
    },
    function("js", [.any], variadic: true) { arguments throws(ValueError) in
      .bytes(GoEscaping.js(try joined(arguments)))
    },
    function("urlquery", [.any], variadic: true) { arguments throws(ValueError) in
      .bytes(GoEscaping.urlQuery(try joined(arguments)))
    },
  ]

  private static let inspecting: [TemplateFunction] = [
    function("len", [.any]) { arguments throws(ValueError) in
      .int(try length(arguments[0]))
    },
    function("index", [.any, .any], variadic: true) { arguments throws(ValueError) in
      try index(arguments[0], arguments.dropFirst())
    },
    function("slice", [.any, .any], variadic: true) { arguments throws(ValueError) in
      try slice(arguments[0], arguments.dropFirst())
    },
    function("call", [.any, .any], variadic: true) { arguments throws(ValueError) in
      try call(arguments[0], named: "value", arguments.dropFirst())
    },
  ]

  private static let comparing: [TemplateFunction] = [
    function("not", [.any]) { arguments throws(ValueError) in .bool(!arguments[0].isTruthy) },
    function("eq", [.any, .any], variadic: true) { arguments throws(ValueError) in
      .bool(try Comparison.eq(arguments[0], arguments.dropFirst()))
    },
    function("ne", [.any, .any]) { arguments throws(ValueError) in
      .bool(try !Comparison.areEqual(arguments[0], arguments[1]))
    },
    function("lt", [.any, .any]) { arguments throws(ValueError) in
      .bool(try Comparison.lt(arguments[0], arguments[1]))
    },
    function("le", [.any, .any]) { arguments throws(ValueError) in
      .bool(try Comparison.le(arguments[0], arguments[1]))
    },
    function("gt", [.any, .any]) { arguments throws(ValueError) in
      .bool(try Comparison.gt(arguments[0], arguments[1]))
    },
    function("ge", [.any, .any]) { arguments throws(ValueError) in
      .bool(try Comparison.ge(arguments[0], arguments[1]))
    },
  ]

  /// Declares a function that needs no context.
  private static func function(
    _ name: String, _ parameters: [GoType], variadic: Bool = false,
    _ body: @escaping @Sendable ([Value]) throws(ValueError) -> Value
  ) -> TemplateFunction {
    TemplateFunction(name, parameters, variadic: variadic) {
      arguments, _ throws(ValueError) in try body(arguments)
    }
  }

  private static func text(_ write: (OutputBuffer) -> Void) throws(ValueError) -> Value {
    let output = OutputBuffer(reserving: 64)
    write(output)
    if output.isOverflowing {
      throw ValueError("the text is larger than the limit of \(output.limit) bytes")
    }
    return .bytes(Bytes(output.bytes()))
  }

  /// The text that the escaping functions escape: `print`, but pointers followed and nil as
  /// `<no value>`.
  private static func joined(_ arguments: [Value]) throws(ValueError) -> Bytes {
    if arguments.count == 1, case .bytes(let bytes) = arguments[0] { return bytes }
    let printable = arguments.map { argument in
      let value = argument.withoutPointers
      return value.isInvalid ? Value.bytes("<no value>") : value
    }
    guard case .bytes(let bytes) = try text({ GoFormat.appendSprint(printable, to: $0) }) else {
      preconditionFailure("printing gives a string")
    }
    return bytes
  }
}
