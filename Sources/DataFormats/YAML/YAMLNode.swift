import Diagnostics
import Values

/// A node of a YAML document before its scalars are given types. Aliases share what they name.
struct YAMLNode {
  enum Kind {
    case scalar(YAMLScalar)
    case list([YAMLNode])
    case map([(key: YAMLNode, value: YAMLNode)])
  }

  let kind: Kind
  let span: Span
  /// How many nodes it is with all aliases written out.
  let weight: Int

  init(_ kind: Kind, span: Span) {
    self.kind = kind
    self.span = span
    switch kind {
    case .scalar: weight = 1
    case .list(let nodes): weight = nodes.reduce(1) { $0 + $1.weight }
    case .map(let pairs): weight = pairs.reduce(1) { $0 + $1.key.weight + $1.value.weight }
    }
  }

  /// Whether it is the key `<<` that merges other mappings.
  var isMergeKey: Bool {
    guard case .scalar(let scalar) = kind, scalar.text == "<<" else { return false }
    return scalar.tag == nil && scalar.isPlain || scalar.tag == "tag:yaml.org,2002:merge"
  }
}

/// A scalar as it is written.
struct YAMLScalar {
  let text: Bytes
  /// The explicit tag, with `!!` written out; nil for none.
  let tag: String?
  /// Whether it has neither quotes nor a block style.
  let isPlain: Bool
}

/// One mistake in a YAML text, without the text.
struct YAMLError: Error {
  let message: String
  let span: Span
  let code: String
  let hint: String?

  init(_ message: String, _ span: Span, code: String = "yaml-syntax", hint: String? = nil) {
    self.message = message
    self.span = span
    self.code = code
    self.hint = hint
  }

  func diagnostic(in source: Source) -> Diagnostic {
    Diagnostic(code: code, message, source: source, span: span, hint: hint)
  }
}
