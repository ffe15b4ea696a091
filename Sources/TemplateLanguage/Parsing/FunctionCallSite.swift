package import Diagnostics
package import Values

/// A call of a function in a template's text, for checks that run nothing.
package struct FunctionCallSite: Sendable {
  /// The function's name.
  package let function: String
  /// The arguments, a piped one last: the values of literals, nil for anything else.
  package internal(set) var arguments: [Value?]
  /// The text it stands in.
  package let source: Source
  /// Where.
  package let span: Span
}

/// A use of a template (`template` or `block`) in a template's text.
package struct TemplateReference: Sendable {
  /// The name of the template that is used.
  package let name: String
  /// The text it stands in.
  package let source: Source
  /// Where the name stands.
  package let span: Span
}
