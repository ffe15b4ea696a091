package import Values

extension TemplateError {
  /// The same error without some texts, as they are and as Go quotes them: `[hidden]` stands
  /// instead.
  package func hiding(_ secrets: [Bytes]) -> TemplateError {
    var forms = Set(secrets.filter { !$0.isEmpty }.map(\.string))
    for secret in secrets where !secret.isEmpty {
      forms.insert(String(Quoting.quote(secret).dropFirst().dropLast()))
    }
    // What contains another goes first.
    let ordered = forms.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    return replacingTexts { text in
      ordered.reduce(text) { $0.replacing($1, with: "[hidden]") }
    }
  }
}
