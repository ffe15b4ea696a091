internal import Values

/// A node of a parsed template. Nodes are immutable once parsed and print themselves as Go's do.
class Node {
  /// Where errors say it stands, as a byte offset. For `.a.b` this is the second element, as in Go.
  let position: Int32
  /// The offset after its last byte.
  let end: Int32

  init(_ range: Range<Int>) {
    position = Int32(truncatingIfNeeded: range.lowerBound)
    end = Int32(truncatingIfNeeded: range.upperBound)
  }

  /// Its bytes in the text.
  var range: Range<Int> { Int(position)..<max(Int(position), Int(end)) }

  /// Prints the node.
  func write(to printer: inout NodePrinter) {
    preconditionFailure("every node prints itself")
  }

  /// Gives up nodes, of which children come before parents. Parents go first, while the list still
  /// holds their children: a deep tree must not be freed by deep recursion.
  static func release(_ nodes: inout [Node]) {
    while nodes.popLast() != nil {}
  }

  /// The node as error messages show it.
  final func printed(with options: TemplateOptions) -> [UInt8] {
    var printer = NodePrinter(left: options.left, right: options.right)
    write(to: &printer)
    return printer.bytes
  }
}

/// Collects the text of nodes.
struct NodePrinter {
  let left: [UInt8]
  let right: [UInt8]
  var bytes: [UInt8] = []

  mutating func write(_ text: String) { bytes += text.utf8 }

  mutating func write(_ text: Bytes) { bytes += text.storage }

  /// An operand: a pipeline in parentheses, everything else as it is.
  mutating func write(operand: Expression) {
    guard operand is Pipeline else { return operand.write(to: &self) }
    write("(")
    operand.write(to: &self)
    write(")")
  }

  mutating func write(_ operands: [Expression]) {
    for operand in operands {
      write(" ")
      write(operand: operand)
    }
  }

  mutating func write(_ names: [FieldName]) {
    for field in names {
      write(".")
      write(field.name)
    }
  }

  /// An action: `{{body}}`.
  mutating func action(_ body: (inout NodePrinter) -> Void) {
    bytes += left
    body(&self)
    bytes += right
  }
}

/// How a statement ended.
enum Flow {
  case normal, `break`, `continue`
}

/// A node that writes output.
class Statement: Node {
  /// Whether it is only white space.
  var isBlank: Bool { false }

  /// Runs it.
  func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    preconditionFailure("every statement runs")
  }
}

/// A node that has a value.
class Expression: Node {
  /// Its value, if it is a literal.
  var literal: Value? { nil }

  /// Its value as an operand, or as a command of its own.
  func evaluate(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Value {
    preconditionFailure("every expression has a value")
  }

  /// Writes what an action that consists of it prints.
  func print(_ run: inout Evaluation, _ dot: Value, as action: ActionNode) throws(Failure) {
    try run.write(try evaluate(&run, dot), of: action)
  }

  /// Its value as a command which receives `piped`.
  func evaluate(
    _ run: inout Evaluation, _ dot: Value, piped: Value
  ) throws(Failure) -> Value {
    run.at(self)
    throw run.fail("can't give argument to non-function \(run.describe(self))")
  }

  /// Its value as an argument for a parameter of a static type.
  func argument(
    _ run: inout Evaluation, _ dot: Value, _ type: GoType
  ) throws(Failure) -> Value {
    run.at(self)
    return try run.validate(try evaluate(&run, dot), type)
  }
}

/// A name after a dot, and where its cache is.
struct FieldName {
  let name: Bytes
  let cache: Int
}

/// A variable's name with its `$`, and its number in the set.
struct VariableName {
  let name: Bytes
  let number: Int32
}
