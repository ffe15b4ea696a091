package import Diagnostics
package import Values

/// Reads the first document of a YAML text, with the types of go-yaml.
package enum YAMLReader {
  /// Which version of go-yaml decides what plain words mean.
  package enum Schema: Sendable {
    /// `yes`, `no`, `on`, `off`, `y` and `n` are booleans.
    case version2
    /// Only `true` and `false` are.
    case version3
  }

  /// The most nested collections.
  package static let depthLimit = 128
  /// The most bytes of a text.
  package static let sizeLimit = 64 << 20
  /// The most values, all aliases written out.
  package static let nodeLimit = 1_000_000

  /// The document of a text that people wrote. Keys are texts and differ; dates stay texts.
  package static func document(
    _ source: Source, schema: Schema = .version3
  ) throws(DiagnosticError) -> DocumentNode {
    do throws(YAMLError) {
      guard let root = try YAMLComposer.compose(source) else {
        return DocumentNode(.null, span: Span(0, source.text.count))
      }
      let builder = YAMLDocumentBuilder(source: source, schema: schema)
      return try builder.node(root)
    } catch {
      throw DiagnosticError(error.diagnostic(in: source))
    }
  }

  /// The value of a text as go-yaml v2 gives it: maps are `map[interface {}]interface {}`, of equal
  /// keys the last wins, a text without a document is nil.
  package static func value(
    _ bytes: [UInt8], schema: Schema = .version2
  ) throws(DiagnosticError) -> Value {
    let source = Source(name: "yaml", text: bytes)
    do throws(YAMLError) {
      guard let root = try YAMLComposer.compose(source) else { return .null }
      return try YAMLValueBuilder(schema: schema).value(root)
    } catch {
      throw DiagnosticError(error.diagnostic(in: source))
    }
  }
}
