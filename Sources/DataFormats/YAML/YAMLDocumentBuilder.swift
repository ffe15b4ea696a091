import Diagnostics
import Values

/// Turns YAML nodes into a document with places.
struct YAMLDocumentBuilder {
  let source: Source
  let schema: YAMLReader.Schema

  func node(_ node: YAMLNode) throws(YAMLError) -> DocumentNode {
    let kind: DocumentNode.Kind
    switch node.kind {
    case .scalar(let scalar): kind = try self.kind(of: scalar, node.span)
    case .list(let elements):
      var nodes: [DocumentNode] = []
      for element in elements { nodes.append(try self.node(element)) }
      kind = .array(nodes)
    case .map(let pairs): kind = .table(try entries(pairs))
    }
    return DocumentNode(kind, span: node.span)
  }

  private func kind(
    of scalar: YAMLScalar, _ span: Span
  ) throws(YAMLError) -> DocumentNode.Kind {
    guard let resolved = YAMLResolver.resolve(scalar, schema) else {
      throw YAMLTag.refusal(scalar, span)
    }
    switch resolved {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .integer(let number): return .integer(number)
    case .float(let number): return .float(number)
    case .text(let text): return .string(text)
    case .unsigned:
      throw YAMLError(
        "the number `\(scalar.text)` is too large for a 64-bit integer", span, code: "too-large")
    }
  }

  /// The entries of a mapping, those of merged mappings after its own.
  private func entries(
    _ pairs: [(key: YAMLNode, value: YAMLNode)]
  ) throws(YAMLError) -> [DocumentEntry] {
    var entries: [DocumentEntry] = []
    var known: [Bytes: Span] = [:]
    for (key, value) in pairs where !key.isMergeKey {
      let name = try self.name(of: key)
      if let first = known[name] {
        let diagnostic = DuplicateKey.diagnostic(
          name.string, at: key.span, first: first, in: source)
        throw YAMLError(
          diagnostic.message, key.span, code: diagnostic.code, hint: diagnostic.hint)
      }
      known[name] = key.span
      entries.append(
        DocumentEntry(key: name.string, keySpan: key.span, value: try node(value)))
    }
    for (key, value) in pairs where key.isMergeKey {
      for merged in try YAMLMerge.mappings(value) {
        for entry in try self.entries(merged) where known[Bytes(entry.key)] == nil {
          known[Bytes(entry.key)] = entry.keySpan
          entries.append(entry)
        }
      }
    }
    return entries
  }

  private func name(of key: YAMLNode) throws(YAMLError) -> Bytes {
    guard case .scalar(let scalar) = key.kind else {
      throw YAMLError("expected a text as the key, found a collection", key.span)
    }
    return scalar.text
  }
}

/// What stands behind the merge key `<<`.
enum YAMLMerge {
  /// The mappings to merge, the strongest first.
  static func mappings(
    _ node: YAMLNode
  ) throws(YAMLError) -> [[(key: YAMLNode, value: YAMLNode)]] {
    switch node.kind {
    case .map(let pairs): return [pairs]
    case .list(let nodes):
      var mappings: [[(key: YAMLNode, value: YAMLNode)]] = []
      for node in nodes {
        guard case .map(let pairs) = node.kind else { throw refusal(node) }
        mappings.append(pairs)
      }
      return mappings
    case .scalar: throw refusal(node)
    }
  }

  private static func refusal(_ node: YAMLNode) -> YAMLError {
    YAMLError("expected a mapping or a list of mappings after `<<`", node.span)
  }
}

/// Explicit tags.
enum YAMLTag {
  /// The complaint about a scalar which is not what its tag says.
  static func refusal(_ scalar: YAMLScalar, _ span: Span) -> YAMLError {
    let tag = (scalar.tag ?? "").replacingPrefix("tag:yaml.org,2002:", with: "!!")
    let text = scalar.text.count <= 40 ? scalar.text.string : scalar.text[0..<37].string + "..."
    return YAMLError("cannot read `\(text)` as `\(tag)`", span, code: "yaml-tag")
  }
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
