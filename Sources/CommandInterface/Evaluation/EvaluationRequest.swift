import DataFormats
import Rendering
import TemplateLanguage
import Values

/// One evaluation: a template, its data and how to run it.
struct EvaluationRequest {
  /// A template's name and text.
  struct Named {
    let name: String
    let text: [UInt8]
  }

  /// The main template.
  var main: Named
  /// Templates that are parsed before it.
  var associated: [Named] = []
  /// The root data.
  var data: Value = .null
  /// The template to execute; nil for the main one.
  var entry: String?
  var leftDelimiter = ""
  var rightDelimiter = ""
  var missingKey: MissingKey = .default
  var dialect = CompiledTemplate.Dialect.consul

  /// A template alone.
  init(main: Named) { self.main = main }

  /// Why a request of the batch protocol makes no sense.
  struct Refusal: Error {
    let message: String
  }

  /// A request of the batch protocol.
  init(_ request: JSONCursor) throws(Refusal) {
    guard request.kind == .object else {
      throw Refusal(message: "expected an object, found \(request.kindName)")
    }
    guard let template = request["template"] else {
      throw Refusal(message: "expected `template`")
    }
    let name = try EvaluationRequest.text(request["name"], "name")?.string ?? "main"
    let text = try EvaluationRequest.text(template, "template") ?? Bytes()
    main = Named(name: name, text: text.storage)
    associated = try EvaluationRequest.associated(request["templates"])
    entry = try EvaluationRequest.text(request["entry"], "entry")?.string
    if let delimiters = EvaluationRequest.present(request["delims"]) {
      let pair = delimiters.kind == .array ? Array(delimiters.elements) : []
      guard pair.count == 2, let left = pair[0].string, let right = pair[1].string else {
        throw Refusal(message: "expected two strings for `delims`")
      }
      leftDelimiter = left
      rightDelimiter = right
    }
    if let mode = try EvaluationRequest.word(request["missingkey"], "missingkey", MissingKey.self) {
      missingKey = mode
    }
    if let set = try EvaluationRequest.word(
      request["funcs"], "funcs", CompiledTemplate.Dialect.self)
    {
      dialect = set
    }
    if let data = request["data"] {
      do throws(JSONError) {
        self.data = try TypedJSON.value(data)
      } catch {
        throw Refusal(message: "`data`: \(error.message)")
      }
    }
  }

  /// A member that is there and not null.
  private static func present(_ cursor: JSONCursor?) -> JSONCursor? {
    guard let cursor, !cursor.isNull else { return nil }
    return cursor
  }

  private static func text(_ cursor: JSONCursor?, _ key: String) throws(Refusal) -> Bytes? {
    guard let cursor = present(cursor) else { return nil }
    guard let text = cursor.bytes else {
      throw Refusal(message: "expected a string for `\(key)`, found \(cursor.kindName)")
    }
    return text
  }

  private static func word<Word: RawRepresentable & CaseIterable>(
    _ cursor: JSONCursor?, _ key: String, _ type: Word.Type
  ) throws(Refusal) -> Word? where Word.RawValue == String {
    guard let text = try text(cursor, key)?.string else { return nil }
    guard let word = Word(rawValue: text) else {
      let choices = Word.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      throw Refusal(message: "expected one of \(choices) for `\(key)`, found `\(text)`")
    }
    return word
  }

  /// `{name: text}` in byte order of the names, or `[[name, text], …]` in that order.
  private static func associated(_ cursor: JSONCursor?) throws(Refusal) -> [Named] {
    guard let cursor = present(cursor) else { return [] }
    let refusal = Refusal(message: "expected names and texts for `templates`")
    var pairs: [(name: Bytes, text: Bytes)] = []
    switch cursor.kind {
    case .object:
      for (key, value) in cursor.members {
        guard let name = key.bytes, let text = value.bytes else { throw refusal }
        pairs.append((name, text))
      }
      pairs.sort { $0.name < $1.name }
    case .array:
      for pair in cursor.elements {
        let parts = pair.kind == .array ? Array(pair.elements) : []
        guard parts.count == 2, let name = parts[0].bytes, let text = parts[1].bytes else {
          throw refusal
        }
        pairs.append((name, text))
      }
    default: throw refusal
    }
    return pairs.map { Named(name: $0.name.string, text: $0.text.storage) }
  }
}
