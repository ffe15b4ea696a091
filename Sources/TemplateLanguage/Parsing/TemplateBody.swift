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
  /// Every node, parents before children, so that a deep tree is not freed by deep recursion:
  /// each node goes while this list still holds its children.
  private let nodes: [Node]

  /// A template; `nodes` come with children before parents.
  init(name: Bytes, source: Source, sourceName: String, root: Block, nodes: [Node]) {
    self.name = name
    self.source = source
    self.sourceName = sourceName
    self.root = root
    self.nodes = nodes.reversed()
    isEmpty = root.isBlank
  }
}
