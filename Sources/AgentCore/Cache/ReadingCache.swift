import RegistryCore
import Rendering
import SystemSupport

/// Keeps the readings of a running agent in a `CacheFolder`. An actor of its own, so that a slow
/// disk keeps nobody waiting.
actor ReadingCache {
  /// How changes gather before they are written.
  static let settling = Duration.seconds(2)
  /// How long to wait after a failure.
  static let retry = Duration.seconds(60)
  /// How long a registry may take to answer before the last answers stand in.
  static let patience = Duration.seconds(3)

  /// The files.
  let folder: CacheFolder
  private var redaction: Redaction
  private let log: Log
  private let lock: FileLock
  private var files: [Query: Int] = [:]
  /// When all files are written next, in seconds since 1970, so that what nobody asks for any more
  /// goes from those, too, that nothing changes in.
  private var sweepDue = WallClock.secondsSince1970 + 3600
  private static let sweepPause: Int64 = 24 * 3600
  private var isFailing = false
  private var told: Set<Query> = []

  /// Takes a folder; nil, and told, if it cannot be had: an agent without a cache is better than
  /// none.
  init?(_ path: String, redaction: Redaction, log: Log) {
    folder = CacheFolder(path, log: log)
    self.redaction = redaction
    self.log = log
    do {
      try folder.prepare()
      lock = try FileLock(destination: FilePath.joined(path, "answers"))
    } catch {
      log.warning(
        "cannot use the cache; going on without", ["folder": path, "error": "\(error)"])
      return nil
    }
  }

  /// The last answers to queries, marked stale.
  func restore(
    _ queries: [Query], identities: [String: String]
  ) -> [(query: Query, reading: Reading, time: Int64)] {
    folder.readings(of: queries, identities: identities)
  }

  /// Writes the files to which changed queries belong, with all other answers that they hold.
  /// Returns whether all was written.
  func save(
    _ changed: Set<Query>, of snapshot: Snapshot, identities: [String: String],
    at now: Int64 = WallClock.secondsSince1970
  ) -> Bool {
    forgetOldQueries(snapshot)
    let isSweep = now >= sweepDue
    let numbers =
      isSweep
      ? Set(0..<CacheFolder.fileCount) : Set(changed.compactMap { file(of: $0, identities) })
    var readings: [Int: [(Query, Reading)]] = [:]
    for (query, reading) in snapshot.readings where !reading.isStale {
      guard let number = file(of: query, identities), numbers.contains(number) else { continue }
      readings[number, default: []].append((query, reading))
    }
    for number in numbers.sorted() {
      let own = answers(readings[number] ?? [], identities, at: now)
      let old = folder.read(number).filter {
        own[$0.key] == nil && now - $0.time < CacheFolder.unusedLimit && $0.isShown(by: redaction)
      }
      do throws(SystemError) {
        try folder.write(old + own.values.compactMap { $0 }, to: number)
      } catch {
        note(error)
        return false
      }
    }
    if isSweep { sweepDue = now + ReadingCache.sweepPause }
    isFailing = false
    return true
  }

  /// What is to be kept of readings; nil in place of an answer that holds a secret.
  private func answers(
    _ readings: [(Query, Reading)], _ identities: [String: String], at now: Int64
  ) -> [CachedAnswer.Key: CachedAnswer?] {
    var answers: [CachedAnswer.Key: CachedAnswer?] = [:]
    for (query, reading) in readings {
      guard let key = CacheFolder.key(of: query, identities) else { continue }
      // An answer that now has a secret in it replaces the one that had none.
      let answer = CachedAnswer(reading.value, key: key, time: now, redaction: redaction)
      if answer == nil { noteSecret(in: query) }
      answers[key] = .some(answer)
    }
    return answers
  }

  /// Names come and go: what is known of those that are not asked any more must not stay for ever.
  private func forgetOldQueries(_ snapshot: Snapshot) {
    guard files.count > 2 * snapshot.readings.count + 64 else { return }
    files = files.filter { snapshot[$0.key] != nil }
    told = told.filter { snapshot[$0] != nil }
  }

  private func file(of query: Query, _ identities: [String: String]) -> Int? {
    if let known = files[query] { return known }
    guard let key = CacheFolder.key(of: query, identities) else { return nil }
    let number = CacheFolder.file(of: key)
    files[query] = number
    return number
  }

  /// Forgets where answers belong, after registries changed, and keeps from now on what this
  /// redaction shows.
  func adopt(_ redaction: Redaction) {
    files = [:]
    self.redaction = redaction
  }

  private func noteSecret(in query: Query) {
    guard told.insert(query).inserted else { return }
    log.info(
      "an answer with secrets is not kept in the cache; `cache_secrets` would keep it",
      ["query": query.text])
  }

  private func note(_ error: SystemError) {
    log.write(
      isFailing ? .debug : .warning, "cannot write the cache; will try again",
      ["error": error.description])
    isFailing = true
  }
}
