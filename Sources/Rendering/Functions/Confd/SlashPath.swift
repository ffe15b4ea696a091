import Values

/// Go's `path` package: paths with slashes, taken as text.
enum SlashPath {
  /// The last element; `.` of nothing, `/` of slashes only.
  static func base(_ path: Bytes) -> Bytes {
    if path.isEmpty { return "." }
    let trimmed = path.storage.lastIndex { $0 != slash }.map { path.storage[...$0] } ?? []
    if trimmed.isEmpty { return "/" }
    let start = trimmed.lastIndex(of: slash).map { $0 + 1 } ?? 0
    return Bytes(copying: trimmed[start...])
  }

  /// All but the last element, cleaned.
  static func directory(_ path: Bytes) -> Bytes {
    let end = path.storage.lastIndex(of: slash).map { $0 + 1 } ?? 0
    return clean(path[0..<end])
  }

  /// The shortest text for the same path: no `.`, no doubled slash, no `..` that can be resolved.
  static func clean(_ path: Bytes) -> Bytes {
    if path.isEmpty { return "." }
    let isRooted = path[0] == slash
    var elements: [ArraySlice<UInt8>] = []
    for element in path.storage.split(separator: slash) {
      if element.elementsEqual(".".utf8) { continue }
      guard element.elementsEqual("..".utf8) else {
        elements.append(element)
        continue
      }
      if let last = elements.last, !last.elementsEqual("..".utf8) {
        elements.removeLast()
      } else if !isRooted {
        elements.append(element)
      }
    }
    let joined = elements.joined(separator: [slash])
    let text = (isRooted ? [slash] : []) + joined
    return text.isEmpty ? "." : Bytes(text)
  }

  private static let slash = UInt8(ascii: "/")
}
