import TemplateLanguage
import Values

/// sprig's functions on paths; those of the operating system are the same with slashes.
enum SprigPaths {
  static let all: [TemplateFunction] =
    both("base") { .bytes(base($0)) } + both("dir") { .bytes(directory($0)) }
    + both("clean") { .bytes(clean($0)) } + both("ext") { .bytes(ending($0)) }
    + both("isAbs") { .bool($0.hasPrefix("/")) }

  private static func both(
    _ name: String, _ body: @escaping @Sendable (Bytes) -> Value
  ) -> [TemplateFunction] {
    ["" + name, "os" + name.prefix(1).uppercased() + name.dropFirst()].map { name in
      .sprig(name, [.string]) { a throws(ValueError) in body(try a.bytes(0)) }
    }
  }

  private static let slash = UInt8(ascii: "/")

  private static func base(_ path: Bytes) -> Bytes {
    if path.isEmpty { return "." }
    guard let end = path.storage.lastIndex(where: { $0 != slash }) else { return "/" }
    let name = path.storage[...end]
    return Bytes(Array(name[((name.lastIndex(of: slash) ?? -1) + 1)...]))
  }

  private static func directory(_ path: Bytes) -> Bytes {
    let end = (path.storage.lastIndex(of: slash) ?? -1) + 1
    return clean(path[0..<end])
  }

  /// From the last dot of the last element on.
  private static func ending(_ path: Bytes) -> Bytes {
    guard let dot = path.storage.lastIndex(where: { $0 == slash || $0 == UInt8(ascii: ".") }),
      path[dot] != slash
    else { return "" }
    return path[dot..<path.count]
  }

  /// The shortest path that means the same.
  private static func clean(_ path: Bytes) -> Bytes {
    let isRooted = path.hasPrefix("/")
    var elements: [ArraySlice<UInt8>] = []
    let dot = UInt8(ascii: ".")
    for element in path.storage.split(separator: slash) {
      if element.elementsEqual([dot]) { continue }
      guard element.elementsEqual([dot, dot]) else {
        elements.append(element)
        continue
      }
      if let last = elements.last, !last.elementsEqual([dot, dot]) {
        elements.removeLast()
      } else if !isRooted {
        elements.append(element)
      }
    }
    let joined = Bytes(Array(elements.joined(separator: [slash])))
    if isRooted { return Bytes("/") + joined }
    return joined.isEmpty ? "." : joined
  }
}
