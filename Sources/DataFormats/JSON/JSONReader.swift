package import Diagnostics
package import Values

/// Reads JSON texts into values and documents.
package enum JSONReader {
  /// What numbers become.
  package enum NumberRule: Sendable {
    /// Go's `encoding/json`: every number is a float64.
    case floats
    /// A number without fraction and exponent that fits an int64 is an int, any other a float64.
    case goLiterals
  }

  /// The value of a text: objects are `map[string]interface {}` (the last of equal keys wins),
  /// arrays `[]interface {}`; text that is not Unicode becomes U+FFFD. The maps are mutable only
  /// for an evaluation that keeps them to itself.
  package static func value(
    _ bytes: [UInt8], numbers: NumberRule, limits: JSONTape.Limits = JSONTape.Limits(),
    isMutable: Bool = false
  ) throws(JSONError) -> Value {
    try value(JSONTape(bytes, limits: limits).root, numbers: numbers, isMutable: isMutable)
  }

  /// The value under a cursor.
  package static func value(
    _ cursor: JSONCursor, numbers: NumberRule, isMutable: Bool = false
  ) throws(JSONError) -> Value {
    switch cursor.kind {
    case .null: return .null
    case .bool: return .bool(cursor.bool ?? false)
    case .string: return .bytes(cursor.bytes ?? Bytes())
    case .number: return try number(cursor, numbers)
    case .array:
      var elements: [Value] = []
      elements.reserveCapacity(cursor.count)
      for element in cursor.elements {
        elements.append(try value(element, numbers: numbers, isMutable: isMutable))
      }
      return .list(elements)
    case .object:
      var entries: [(Bytes, Value)] = []
      entries.reserveCapacity(cursor.count)
      for (key, member) in cursor.members {
        entries.append(
          (key.bytes ?? Bytes(), try value(member, numbers: numbers, isMutable: isMutable)))
      }
      return .map(MapValue(entries, valueType: .any, isMutable: isMutable))
    }
  }

  private static func number(
    _ cursor: JSONCursor, _ rule: NumberRule
  ) throws(JSONError) -> Value {
    if rule == .goLiterals, let number = cursor.int64 { return .int(number, .int) }
    guard let number = cursor.double else { throw tooLarge(cursor, "a 64-bit float") }
    return .float(number)
  }

  private static func tooLarge(_ cursor: JSONCursor, _ holder: String) -> JSONError {
    JSONError(
      "the number \(shortText(of: cursor)) is too large for \(holder)",
      offset: cursor.range.lowerBound, length: cursor.range.count)
  }

  private static func shortText(of cursor: JSONCursor) -> String {
    let text = cursor.numberText?.string ?? ""
    return text.utf8.count <= 40 ? "`\(text)`" : "`\(text.prefix(37))...`"
  }
}

// MARK: - Documents

extension JSONReader {
  /// The most nested arrays and objects of a document.
  package static let documentDepth = 128

  /// The document of a text that people wrote: text must be Unicode, keys of one object differ.
  package static func document(_ source: Source) throws(DiagnosticError) -> DocumentNode {
    let tape: JSONTape
    do throws(JSONError) {
      tape = try JSONTape(
        source.text, limits: JSONTape.Limits(depth: documentDepth), text: .strict)
    } catch {
      throw DiagnosticError(error.diagnostic(in: source))
    }
    var diagnostics: [Diagnostic] = []
    let root = node(tape.root, source, &diagnostics)
    if !diagnostics.isEmpty { throw DiagnosticError(diagnostics) }
    return root
  }

  private static func node(
    _ cursor: JSONCursor, _ source: Source, _ diagnostics: inout [Diagnostic]
  ) -> DocumentNode {
    let kind: DocumentNode.Kind
    switch cursor.kind {
    case .null: kind = .null
    case .bool: kind = .bool(cursor.bool ?? false)
    case .string: kind = .string(cursor.bytes ?? Bytes())
    case .number: kind = numberKind(cursor, source, &diagnostics)
    case .array: kind = .array(cursor.elements.map { node($0, source, &diagnostics) })
    case .object: kind = .table(entries(cursor, source, &diagnostics))
    }
    return DocumentNode(kind, span: span(cursor))
  }

  private static func numberKind(
    _ cursor: JSONCursor, _ source: Source, _ diagnostics: inout [Diagnostic]
  ) -> DocumentNode.Kind {
    if let number = cursor.int64 { return .integer(number) }
    if !cursor.isInteger, let number = cursor.double { return .float(number) }
    let holder = cursor.isInteger ? "a 64-bit integer" : "a 64-bit float"
    diagnostics.append(tooLarge(cursor, holder).diagnostic(in: source))
    return .float(0)
  }

  private static func entries(
    _ cursor: JSONCursor, _ source: Source, _ diagnostics: inout [Diagnostic]
  ) -> [DocumentEntry] {
    var entries: [DocumentEntry] = []
    var known: [Bytes: Span] = [:]
    for (key, member) in cursor.members {
      let name = key.bytes ?? Bytes()
      let value = node(member, source, &diagnostics)
      if let first = known.updateValue(span(key), forKey: name) {
        known[name] = first
        diagnostics.append(
          DuplicateKey.diagnostic(name.string, at: span(key), first: first, in: source))
      } else {
        entries.append(DocumentEntry(key: name.string, keySpan: span(key), value: value))
      }
    }
    return entries
  }

  private static func span(_ cursor: JSONCursor) -> Span {
    Span(cursor.range.lowerBound, cursor.range.upperBound)
  }
}
