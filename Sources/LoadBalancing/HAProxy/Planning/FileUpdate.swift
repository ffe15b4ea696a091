/// One file that a running HAProxy has in memory and gets anew without a reload.
enum FileUpdate: Sendable, Equatable {
  /// All entries of a map.
  case map(path: String, entries: [String])
  /// All patterns of a list.
  case list(path: String, patterns: [String])
  /// A certificate with its key and chain; without empty lines, which would end the payload.
  case certificate(path: String, text: String)

  /// Why a file cannot be updated, in words that go behind "reload: ".
  struct Refusal: Error, Equatable {
    let reason: String
  }

  /// Larger certificates do not fit in HAProxy's buffer for one command.
  private static let certificateLimit = 15_000

  /// How the file at `path` gets its new contents.
  static func update(
    of path: String, to contents: [UInt8], loaded: LoadedFiles
  ) throws(Refusal) -> [FileUpdate] {
    var updates: [FileUpdate] = []
    if loaded.maps.contains(path) {
      updates.append(.map(path: path, entries: try entries(contents, path)))
    }
    if loaded.lists.contains(path) {
      updates.append(.list(path: path, patterns: try lines(contents, path).map(String.init)))
    }
    if loaded.certificates.contains(path) {
      updates.append(.certificate(path: path, text: try certificate(contents, path)))
    }
    guard !updates.isEmpty else {
      throw Refusal(reason: "`\(path)` is no map, list or certificate of the running HAProxy")
    }
    return updates
  }

  /// A short description for the log: `map /etc/haproxy/hosts.map: 3 entries`.
  var summary: String {
    switch self {
    case .map(let path, let entries):
      "map \(path): \(entries.count) \(entries.count == 1 ? "entry" : "entries"), no reload"
    case .list(let path, let patterns):
      "list \(path): \(patterns.count) pattern\(patterns.count == 1 ? "" : "s"), no reload"
    case .certificate(let path, _): "certificate \(path), no reload"
    }
  }

  /// A map's lines; what is behind a value counts for nothing.
  private static func entries(_ contents: [UInt8], _ path: String) throws(Refusal) -> [String] {
    try lines(contents, path).map { line throws(Refusal) in
      var line = line
      while let last = line.last, isBlank(last) { line.removeLast() }
      guard line.contains(where: isBlank) else {
        throw Refusal(reason: "`\(path)` has a line without a value")
      }
      return String(line)
    }
  }

  private static func certificate(_ contents: [UInt8], _ path: String) throws(Refusal) -> String {
    guard let text = String(validating: contents, as: UTF8.self) else {
      throw Refusal(reason: "`\(path)` is no text")
    }
    let lines = text.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == "\r" })
    let joined = lines.joined(separator: "\n")
    guard joined.utf8.count < certificateLimit else {
      throw Refusal(reason: "`\(path)` is too long for the runtime API")
    }
    return joined
  }

  /// Lines as HAProxy reads them: leading blanks count for nothing, and nor do lines that are empty
  /// or begin with `#`, without blanks before.
  private static func lines(
    _ contents: [UInt8], _ path: String
  ) throws(Refusal) -> [Substring] {
    guard let text = String(validating: contents, as: UTF8.self),
      text.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D })
    else { throw Refusal(reason: "`\(path)` is no plain text") }
    return text.utf8.split(separator: 0x0A).compactMap { line in
      guard line.first != UInt8(ascii: "#") else { return nil }
      let text = Substring(line.prefix { $0 != 0x0D }).drop(while: isBlank)
      return text.isEmpty ? nil : text
    }
  }

  private static func isBlank(_ character: Character) -> Bool {
    character == " " || character == "\t"
  }
}
