internal import Diagnostics
internal import Values

/// A parsed template.
// Sendable: nodes are immutable once parsed.
final class TemplateBody: @unchecked Sendable {
  let name: Bytes
  let source: Source
  /// The name under which the text was parsed, which errors show.
  let sourceName: String
  let root: Block
  /// Whether there is nothing but white space and comments.
  let isEmpty: Bool
  /// How much stack it may take to run it, its errors included; templates it calls not counted.
  let stackNeed: UInt
  /// Every node, children before parents.
  private var nodes: [Node]

  /// How much stack a level of nesting may take.
  private static let stackPerLevel: UInt = 8 << 10

  /// A template whose parentheses and control structures nest `nesting` deep; `nodes` come with
  /// children before parents.
  init(
    name: Bytes, source: Source, sourceName: String, root: Block, nodes: [Node], nesting: Int
  ) {
    self.name = name
    self.source = source
    self.sourceName = sourceName
    self.root = root
    self.nodes = nodes
    stackNeed = UInt(nesting) * TemplateBody.stackPerLevel
    isEmpty = root.isBlank
  }

  /// The variables that `=` changes somewhere.
  var assignedVariables: Set<Int32> {
    var numbers: Set<Int32> = []
    for case let pipeline as Pipeline in nodes where pipeline.isAssignment {
      numbers.formUnion(pipeline.declarations.map(\.number))
    }
    return numbers
  }

  deinit { Node.release(&nodes) }
}
