/// Gives a running HAProxy the new contents of files which it has in memory.
struct HAProxyFiles: Sendable {
  let socket: RuntimeSocket
  /// HAProxy takes one payload of at most `tune.bufsize`, by default 16 KiB.
  private static let payloadLimit = 12_000

  /// The files which HAProxy has in memory.
  func loaded() async throws(RuntimeError) -> LoadedFiles {
    LoadedFiles(
      maps: try await socket.ask("show map"), lists: try await socket.ask("show acl"),
      certificates: try await socket.ask("show ssl cert"))
  }

  /// Replaces one file's contents in one step: until the last command HAProxy uses the old ones.
  func perform(_ update: FileUpdate) async throws(RuntimeError) {
    switch update {
    case .map(let path, let entries): try await replaceMap(path, entries)
    case .list(let path, let patterns): try await replaceList(path, patterns)
    case .certificate(let path, let text): try await replaceCertificate(path, text)
    }
  }

  private func replaceMap(_ path: String, _ entries: [String]) async throws(RuntimeError) {
    let version = try await prepare("map", path)
    var payload = ""
    for entry in entries {
      if payload.utf8.count + entry.utf8.count > HAProxyFiles.payloadLimit {
        try await socket.command(["add map @\(version) \(path) <<\n\(payload)"])
        payload = ""
      }
      payload += "\(entry)\n"
    }
    if !payload.isEmpty { try await socket.command(["add map @\(version) \(path) <<\n\(payload)"]) }
    try await socket.command(["commit map @\(version) \(path)"])
    try await confirm("map", path, count: entries.count)
  }

  private func replaceList(_ path: String, _ patterns: [String]) async throws(RuntimeError) {
    let version = try await prepare("acl", path)
    try await socket.command(
      patterns.map { "add acl @\(version) \(path) \(Word($0).escaped)" }
        + ["commit acl @\(version) \(path)"])
    try await confirm("acl", path, count: patterns.count)
  }

  private func replaceCertificate(_ path: String, _ text: String) async throws(RuntimeError) {
    try await socket.command(["set ssl cert \(path) <<\n\(text)\n"])
    let answer = String(
      decoding: try await socket.ask("commit ssl cert \(path)"), as: UTF8.self)
    guard answer.contains("Success!") else {
      _ = try? await socket.ask("abort ssl cert \(path)")
      throw RuntimeError(.refused, "HAProxy did not take the certificate `\(path)`")
    }
  }

  /// Begins a new version and returns its number.
  private func prepare(_ kind: String, _ path: String) async throws(RuntimeError) -> Int {
    let answer = String(decoding: try await socket.ask("prepare \(kind) \(path)"), as: UTF8.self)
    guard let number = answer.split(whereSeparator: { $0 == " " || $0 == "\n" }).last,
      answer.contains("New version created"), let version = Int(number)
    else {
      throw RuntimeError(.refused, "HAProxy did not begin a new version of `\(path)`")
    }
    return version
  }

  /// Counts what HAProxy has now.
  private func confirm(_ kind: String, _ path: String, count: Int) async throws(RuntimeError) {
    let answer = try await socket.ask("show \(kind) \(path)")
    let found = answer.split(separator: 0x0A).count
    guard found == count else {
      throw RuntimeError(.disagrees, "`\(path)` should have \(count) entries and has \(found)")
    }
  }
}
