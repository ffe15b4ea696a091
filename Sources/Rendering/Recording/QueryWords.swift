import Diagnostics
import RegistryCore
import Values

/// The parts of a query's text in a recording: `consul::service(web|passing)`. The registry may be
/// missing, and people write the rest as in a template: `service(web)`.
struct QueryWords {
  /// The registry, if it is named.
  let registry: Bytes?
  /// The word before the parenthesis.
  let word: String
  /// What stands between the parentheses.
  let argument: Bytes

  /// The parts of a text; nil if it is no query's.
  init?(_ text: Bytes) {
    guard let open = text.storage.firstIndex(of: UInt8(ascii: "(")),
      text.storage.last == UInt8(ascii: ")")
    else { return nil }
    var start = 0
    var registry: Bytes?
    for index in 0..<max(0, open - 1)
    where text[index] == UInt8(ascii: ":") && text[index + 1] == UInt8(ascii: ":") {
      registry = text[0..<index]
      start = index + 2
      break
    }
    guard start < open else { return nil }
    self.registry = registry
    word = text[start..<open].string
    argument = text[(open + 1)..<(text.count - 1)]
  }

  /// What the text means as the argument of the template's function; nil if there is no such
  /// function or argument.
  func query() throws(QuerySyntaxError) -> Query? {
    let function = AnswerKind.all.first { $0.word == word }?.functions.first ?? word
    // Names of registries stand before the word; none may be taken for the argument's beginning.
    let grammar = QueryGrammar(defaultRegistry: " ")
    return try grammar.query(of: function, [argument])
  }

  /// The canonical text with the same registry, where the text is written in another way.
  func canonical() throws(QuerySyntaxError) -> Bytes? {
    guard let query = try query() else { return nil }
    var text = registry ?? Bytes()
    if registry != nil { text.append("::") }
    text.append(query.subject.text)
    return text
  }
}
