import CSystem

/// The inotify watches of one watcher, kept equal to a plan.
struct WatchedSet {
  private let inotify: Int32
  private var plan: WatchPlan
  private var watches: [String: Int32] = [:]
  private var paths: [Int32: Set<String>] = [:]

  init(inotify: Int32) {
    self.inotify = inotify
    plan = WatchPlan(paths: [])
  }

  /// What `update` achieved.
  enum Outcome: Equatable {
    /// Everything is watched, and nothing changed since.
    case complete
    /// The world changed during each attempt: to be repeated soon.
    case unsettled
    /// Something could not be watched: changes there go unnoticed.
    case incomplete(SystemError)
  }

  /// Watches what the paths need now. Watching and planning are repeated until a plan made after
  /// all watches existed is the same, so that no change falls between the two.
  mutating func update(for wanted: [String]) -> Outcome {
    for _ in 0..<8 {
      let plan = WatchPlan(paths: wanted)
      let (fresh, failure) = add(plan)
      removeOthers(than: fresh)
      let isSettled = plan == self.plan && fresh == watches
      self.plan = plan
      watches = fresh
      paths = [:]
      for (path, watch) in fresh { paths[watch, default: []].insert(path) }
      if let failure { return .incomplete(failure) }
      if isSettled { return .complete }
    }
    return .unsettled
  }

  /// Whether an event may mean that one of the paths changed.
  func concerns(_ event: borrowing WatchEvent) -> Bool {
    if event.isOverflow { return true }
    guard let paths = paths[event.watch] else { return false }
    if event.isAboutItself { return true }
    for path in paths {
      if plan.files.contains(path) { return true }
      guard let interest = plan.directories[path] else { continue }
      if interest.isWhole || interest.names.contains(event.name) { return true }
    }
    return false
  }

  private func add(_ plan: WatchPlan) -> (watches: [String: Int32], failure: SystemError?) {
    var fresh: [String: Int32] = [:]
    var failure: SystemError?
    func add(_ path: String, _ interests: Int) {
      let watch = cs_inotify_add(inotify, path, Int32(interests))
      if watch >= 0 {
        fresh[path] = watch
        return
      }
      let error = SystemError(errno: -watch, what: "watch `\(path)`")
      // What vanished meanwhile is reported by its directory.
      if !error.isMissing { failure = error }
    }
    for (path, interest) in plan.directories {
      add(path, interest.isWhole ? Int(CS_WATCH_NAMES | CS_WATCH_CONTENTS) : Int(CS_WATCH_NAMES))
    }
    for path in plan.files { add(path, Int(CS_WATCH_CONTENTS)) }
    return (fresh, failure)
  }

  private func removeOthers(than fresh: [String: Int32]) {
    let kept = Set(fresh.values)
    for watch in paths.keys where !kept.contains(watch) { _ = cs_inotify_remove(inotify, watch) }
  }
}

/// One event of inotify.
struct WatchEvent {
  let watch: Int32
  let name: String
  let isOverflow: Bool
  let isAboutItself: Bool

  init(_ raw: cs_file_event) {
    watch = raw.watch
    isOverflow = raw.overflowed != 0
    isAboutItself = raw.aboutItself != 0 || raw.ended != 0
    name = withUnsafeBytes(of: raw.name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
