import Diagnostics
import RegistryCore
import Values

/// The options of a query. consul-template's are the texts; the others are not valid there:
///
///     options = "?" option ("&" option)*
///     option  = ("ns" | "partition" | "peer" | "sameness-group") "=" (word | "-" | "=")*
///             | "filter=(" expression ")"
///             | "cached" | "default" | "consistent" | "stale"
extension QueryReader {
  private static let texts = ["ns", "partition", "peer", "sameness-group"]
  private static let flags = ["cached"] + Consistency.allCases.map(\.rawValue)

  /// Reads `options`; of a key given twice the first counts.
  mutating func options(into scope: inout Query.Scope) throws(QuerySyntaxError) {
    guard skip(UInt8(ascii: "?")) else { return }
    let start = position
    var seen: [String: String] = [:]
    repeat {
      try option(into: &seen, &scope.filter)
    } while skip(UInt8(ascii: "&"))
    guard position > start else { throw error("expected an option, found \(found)") }
    if seen["peer"] != nil, seen["sameness-group"] != nil {
      throw error("`peer` and `sameness-group` exclude each other", at: start)
    }
    scope.namespace = seen["ns"] ?? ""
    scope.partition = seen["partition"] ?? ""
    scope.peer = seen["peer"] ?? ""
    scope.samenessGroup = seen["sameness-group"] ?? ""
    scope.isCached = seen["cached"] != nil
    let levels = Consistency.allCases.filter { seen[$0.rawValue] != nil }
    scope.consistency = levels.first
    if levels.count > 1 || scope.isCached && scope.consistency == .consistent {
      let names = Consistency.allCases.map(\.rawValue).filter { seen[$0] != nil }
      let all = (scope.isCached ? ["cached"] : []) + names
      throw error("`\(all[0])` and `\(all[1])` exclude each other", at: start)
    }
  }

  private mutating func option(
    into seen: inout [String: String], _ filter: inout Bytes
  ) throws(QuerySyntaxError) {
    let start = position
    let key = run(QueryReader.isNameByte).string
    let hasValue = skip(UInt8(ascii: "="))
    if key == "filter", hasValue {
      let expression = try self.filter()
      if filter.isEmpty { filter = expression }
      return
    }
    let value = hasValue ? run(QueryReader.isValueByte).string : ""
    if key.isEmpty, !hasValue { return }
    guard QueryReader.texts.contains(key) || QueryReader.flags.contains(key) && !hasValue else {
      throw unknownOption(key, at: start, hasValue: hasValue)
    }
    if seen[key] == nil { seen[key] = value }
  }

  /// Reads `"(" expression ")"`.
  private mutating func filter() throws(QuerySyntaxError) -> Bytes {
    let start = position
    guard skip(UInt8(ascii: "(")) else {
      throw error(
        "expected an expression in parentheses, found \(found)",
        hint: "write `filter=(Service.Meta.zone == \"a\")`")
    }
    let rest = text[position..<text.count]
    guard let length = FilterExpression.length(of: rest, endsAtParenthesis: true) else {
      throw error("expected the `)` that belongs to this one, found the end", at: start)
    }
    let expression = try filter(rest[0..<length], at: position)
    for _ in 0...length { advance() }
    return expression
  }

  /// An expression, checked as far as can be said without the server.
  func filter(_ bytes: Bytes, at position: Int) throws(QuerySyntaxError) -> Bytes {
    guard bytes.count <= FilterExpression.limit else {
      throw error(
        "expected a filter of at most \(FilterExpression.limit) bytes, found \(bytes.count)",
        at: position)
    }
    guard FilterExpression.length(of: bytes, endsAtParenthesis: false) == bytes.count else {
      throw error("the parentheses or quotes of this filter do not match", at: position)
    }
    guard let text = String(validating: bytes.storage, as: UTF8.self) else {
      throw error("expected a filter in UTF-8", at: position)
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw error("expected a filter, found none", at: position)
    }
    return bytes
  }

  private func unknownOption(_ key: String, at start: Int, hasValue: Bool) -> QuerySyntaxError {
    if hasValue, QueryReader.flags.contains(key) {
      return error("expected no value for `\(key)`", at: start)
    }
    let known = QueryReader.texts + ["filter"] + QueryReader.flags
    return error(
      "unknown option `\(key)`", at: start,
      hint: Suggestion.hint(for: key, among: known)
        ?? "known are ns, partition, peer, sameness-group, filter, cached, default, consistent "
        + "and stale")
  }
}
