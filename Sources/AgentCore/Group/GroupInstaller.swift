import LoadBalancing
import SystemSupport

/// Brings the candidates of a group to their destinations: all or none.
struct GroupInstaller: Sendable {
  /// One file of the group.
  struct Member: Sendable {
    /// The resource's number.
    let id: Int
    let file: AtomicFile
    let mark: PendingMark?
    /// Asked about this file alone, in the view.
    let checker: Checker?
    /// The new contents; nil if they stay.
    let candidate: [UInt8]?
    /// What the balancer last accepted, for its mark.
    let lastGood: [UInt8]?
  }

  let members: [Member]
  /// Asked about all files.
  let checker: Checker?
  /// The destination of the file that `checker` is given.
  let main: String
  let journal: GroupJournal

  /// Installs. The outcomes are those of the members with candidates, and of one kind.
  func install() async -> [Int: InstallOutcome] {
    let changed = members.filter { $0.candidate != nil }
    var staged: [StagedFile] = []
    do throws(SystemError) {
      for member in changed { staged.append(try member.file.stage(member.candidate ?? [])) }
    } catch {
      for file in staged { file.discard() }
      return all(changed, .writeFailed(reason: error.description))
    }
    if let refusal = await refusal() {
      for file in staged { file.discard() }
      return all(changed, refusal)
    }
    return commit(changed, staged)
  }

  private func all(_ members: [Member], _ outcome: InstallOutcome) -> [Int: InstallOutcome] {
    Dictionary(uniqueKeysWithValues: members.map { ($0.id, outcome) })
  }

  // MARK: - Check

  /// Why the group must not be installed; nil if it may.
  private func refusal() async -> InstallOutcome? {
    let changed = members.filter { $0.candidate != nil }
    if let whole = changed.compactMap(\.checker).first(where: \.judgesTogether) {
      let files = changed.map { ($0.file.target.path, $0.candidate ?? []) }
      let verdict = await whole.check(
        together: Dictionary(files, uniquingKeysWith: { first, _ in first }))
      if let refusal = GroupInstaller.refusal(verdict) { return refusal }
    }
    let checks =
      (checker.map { [($0, main)] } ?? [])
      + changed.compactMap { member in
        member.checker.flatMap { $0.judgesTogether ? nil : ($0, member.file.target.path) }
      }
    return await refusal(by: checks)
  }

  /// Has each checker look at one file in a view of all of them.
  private func refusal(
    by checks: [(checker: Checker, destination: String)]
  ) async -> InstallOutcome? {
    guard !checks.isEmpty else { return Task.isCancelled ? .cancelled : nil }
    let view: GroupView
    do throws(SystemError) {
      view = try GroupView(files())
    } catch {
      return .checkFailed(reason: error.description)
    }
    defer { view.remove() }
    for check in checks {
      let verdict = await check.checker.check(
        candidate: view.path(of: check.destination), destination: check.destination)
      if let refusal = GroupInstaller.refusal(verdict) { return refusal }
    }
    return nil
  }

  private static func refusal(_ verdict: CheckVerdict) -> InstallOutcome? {
    guard !Task.isCancelled else { return .cancelled }
    switch verdict {
    case .accepted: return nil
    case .refused(let error): return .refused(reason: error.report)
    case .failed(let error): return .checkFailed(reason: error.report)
    }
  }

  private func files() throws(SystemError) -> [GroupView.File] {
    var files: [GroupView.File] = []
    for member in members {
      var bytes = member.candidate
      if bytes == nil { bytes = try member.file.current() }
      guard let bytes else { continue }
      files.append(GroupView.File(destination: member.file.target.path, bytes: bytes))
    }
    return files
  }

  // MARK: - Commit

  private func commit(_ changed: [Member], _ staged: [StagedFile]) -> [Int: InstallOutcome] {
    var outcomes: [Int: InstallOutcome] = [:]
    var done: [(member: Member, old: [UInt8]?)] = []
    do throws(SystemError) {
      // Before the journal, from which the next start completes the files, but not the marks.
      for member in changed {
        try member.mark?.write(
          candidate: Installer.digest(of: member.candidate ?? []), lastGood: member.lastGood)
      }
      try journal.write(
        zip(changed, staged).map {
          GroupJournal.Entry(staged: $1.path, destination: $0.file.target.path)
        })
      for (member, file) in zip(changed, staged) {
        let old = try member.file.current()
        outcomes[member.id] = .committed(try file.commit())
        done.append((member, old))
      }
      journal.remove()
      return outcomes
    } catch {
      for file in staged.dropFirst(done.count) { file.discard() }
      let stuck = undo(done)
      journal.remove()
      let reason = ([error] + stuck.map(\.error)).map(\.description).joined(separator: "; ")
      let failed = all(changed, .writeFailed(reason: reason))
      return stuck.reduce(into: failed) {
        $0[$1.member.id] = .stuck(reason: reason, replaced: $1.old)
      }
    }
  }

  /// Puts back what was replaced before a later file failed. Returns what cannot be put back.
  private func undo(
    _ done: [(member: Member, old: [UInt8]?)]
  ) -> [(member: Member, old: [UInt8]?, error: SystemError)] {
    var stuck: [(member: Member, old: [UInt8]?, error: SystemError)] = []
    for (member, old) in done.reversed() {
      do throws(SystemError) {
        if let old {
          _ = try member.file.stage(old).commit()
        } else {
          try member.file.remove()
        }
      } catch {
        stuck.append((member, old, error))
      }
    }
    return stuck
  }
}
