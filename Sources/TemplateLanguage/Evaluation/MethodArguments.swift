internal import Values

/// What a method is called with.
struct MethodArguments {
  var arguments: [Expression] = []
  var piped: Value?

  var isEmpty: Bool { arguments.isEmpty && piped == nil }
  var count: Int { arguments.count + (piped == nil ? 0 : 1) }
}

extension MethodArguments {
  init(piped: Value) { self.init(arguments: [], piped: piped) }
}
