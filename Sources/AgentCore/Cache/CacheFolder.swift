package import RegistryCore
import Rendering
package import SystemSupport
import Values

/// The files in which the last answers of registries outlive a restart.
///
/// The answers are spread over 64 files by their queries, so that a change writes little. Each
/// begins with the version and a digest of the rest; one that is damaged, of another version or of
/// another user is not used, and told once. Files are replaced in one step and are private.
package struct CacheFolder: Sendable {
  /// How many files there are.
  package static let fileCount = 64
  /// The most bytes of a file. What does not fit, oldest first, is not kept.
  package static let fileLimit = 4 << 20
  /// How long answers are kept that nobody asks for any more, in seconds.
  package static let unusedLimit: Int64 = 7 * 24 * 3600
  private static let heading = "trimtab cache 1 "

  /// The folder.
  package let path: String
  private let fileSystem: FileSystem
  private let log: Log

  /// A folder, which need not exist.
  package init(_ path: String, log: Log, fileSystem: FileSystem = .real) {
    self.path = path
    self.log = log
    self.fileSystem = fileSystem
  }

  /// Makes the folder, private; throws if it is there and not ours alone.
  package func prepare() throws(SystemError) {
    try fileSystem.makeDirectories(path, mode: 0o700)
    guard let status = try fileSystem.linkStatus(path), status.kind == .directory,
      status.user == Accounts.effectiveUser, status.mode & 0o077 == 0
    else {
      throw SystemError(errno: 1, what: "use `\(path)`: it is not private to the agent's user")
    }
    // Staged by a run that was killed.
    for name in try fileSystem.list(path) where name.hasPrefix(".answers-") {
      try fileSystem.unlink(FilePath.joined(path, name))
    }
  }

  /// The last answers to queries, marked stale, as far as there are any. `identities` are those of
  /// the registries by name.
  package func readings(
    of queries: [Query], identities: [String: String]
  ) -> [(query: Query, reading: Reading, time: Int64)] {
    var wanted: [Int: [(query: Query, key: CachedAnswer.Key)]] = [:]
    for query in queries {
      guard let key = CacheFolder.key(of: query, identities) else { continue }
      wanted[CacheFolder.file(of: key), default: []].append((query, key))
    }
    var found: [(query: Query, reading: Reading, time: Int64)] = []
    for (file, items) in wanted.sorted(by: { $0.key < $1.key }) {
      let answers = read(file)
      for item in items {
        guard let answer = answers.first(where: { $0.key == item.key }),
          let value = answer.value()
        else { continue }
        found.append(
          (item.query, Reading(value: value, index: 0, isStale: true), answer.time))
      }
    }
    return found
  }

  /// Where a query's answer is kept; nil if its registry is unknown.
  static func key(of query: Query, _ identities: [String: String]) -> CachedAnswer.Key? {
    identities[query.registry].map {
      CachedAnswer.Key(identity: $0, subject: Bytes(query.subject.text))
    }
  }

  /// The number of the file that holds an answer.
  static func file(of key: CachedAnswer.Key) -> Int {
    Int(key.digest % UInt64(fileCount))
  }

  /// The answers of a file; none if it cannot be used.
  func read(_ number: Int) -> [CachedAnswer] {
    let path = filePath(number)
    do throws(SystemError) {
      guard let status = try fileSystem.linkStatus(path) else { return [] }
      guard status.kind == .file, status.user == Accounts.effectiveUser else {
        return refuse(path, "it belongs to another user or is no regular file")
      }
      let bytes = try fileSystem.read(path, limit: CacheFolder.fileLimit + 1024)
      guard let body = CacheFolder.body(of: bytes) else {
        return refuse(path, "it is damaged or of another version")
      }
      return body.split(separator: 0x0A).compactMap { CachedAnswer(line: Array($0)) }
    } catch {
      return refuse(path, error.description)
    }
  }

  /// Replaces a file by answers, as many as it may hold; removes it where there are none.
  func write(_ answers: [CachedAnswer], to number: Int) throws(SystemError) {
    let path = filePath(number)
    guard !answers.isEmpty else {
      if try fileSystem.linkStatus(path) != nil { try fileSystem.unlink(path) }
      return
    }
    var body: [UInt8] = []
    // In the order of the queries, the newest have the first right to be kept.
    var room = CacheFolder.fileLimit
    let kept = answers.sorted { $0.time > $1.time }.filter { answer in
      room -= answer.line.count + 1
      if room >= 0 { return true }
      room += answer.line.count + 1
      return false
    }
    for answer in kept.sorted(by: { $0.key.subject < $1.key.subject }) {
      body += answer.line
      body.append(0x0A)
    }
    let digest = String(ContentDigest.of(body), radix: 16)
    let text = Array("\(CacheFolder.heading)\(digest)\n".utf8) + body
    var target = AtomicFile.Target(path: path)
    target.mode = 0o600
    _ = try AtomicFile(target, fileSystem: fileSystem).stage(text).commit()
  }

  private func filePath(_ number: Int) -> String {
    FilePath.joined(path, "answers-\(number)")
  }

  private func refuse(_ path: String, _ reason: String) -> [CachedAnswer] {
    log.warning("a file of the cache is not used", ["file": path, "reason": reason])
    return []
  }

  /// What follows the heading, if its digest is right.
  private static func body(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
    guard let end = bytes.firstIndex(of: 0x0A), end < 64 else { return nil }
    let first = String(decoding: bytes[..<end], as: UTF8.self)
    guard first.hasPrefix(heading),
      let digest = UInt64(first.dropFirst(heading.count), radix: 16)
    else { return nil }
    let body = bytes[(end + 1)...]
    return ContentDigest.of(Array(body)) == digest ? body : nil
  }
}
