package import Diagnostics
internal import Values

extension TemplateSet {
  /// The templates that a source defines and nothing uses, other than `entry`, as warnings. Says
  /// nothing where a name is computed, for which any template may be meant.
  package func unusedTemplates(of source: Source, entry: String) -> [Diagnostic] {
    var used = Set(templateReferences.map(\.name))
    for call in functionCalls where call.function == "executeTemplate" {
      guard case .bytes(let name)?? = call.arguments.first else { return [] }
      used.insert(name.string)
    }
    return bodies.compactMap { body in
      guard let body, body.source === source else { return nil }
      let name = body.name.string
      if name == entry || used.contains(name) { return nil }
      return Diagnostic(
        .warning, code: "unused-template", "template `\(name)` is defined but never used",
        source: source, span: TemplateSet.definition(of: name, in: source))
    }
  }

  /// Where the name stands in its definition: behind `define` or `block`.
  private static func definition(of name: String, in source: Source) -> Span? {
    let text = source.text
    for mark in [Quoting.quote(Bytes(name)), "`\(name)`"] {
      let written = Array(mark.utf8)
      for place in text.indices.dropLast(written.count - 1) where text[place] == written[0] {
        let end = place + written.count
        guard text[place..<end].elementsEqual(written) else { continue }
        let before = text[..<place].reversed().drop { $0 == 0x20 || $0 == 0x09 }
        for word in ["define", "block"] where before.starts(with: word.utf8.reversed()) {
          return Span(place, end)
        }
      }
    }
    return nil
  }
}
