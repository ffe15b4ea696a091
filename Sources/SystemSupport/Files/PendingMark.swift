import CSystem

/// The persisted fact that a destination was (or is about to be) changed and the change is not yet
/// applied. It is written before the rename and removed after the apply succeeded, so that neither
/// a crash nor a restart between the two loses a reload, nor what the balancer last accepted.
///
/// The mark is a file beside the destination (`.NAME.trimtab-pending`), or in the state directory.
/// It goes by the destination's own path, for links may lead elsewhere tomorrow. A mark at the end
/// of the links, or beside a destination that has a state directory now, is found too.
package struct PendingMark: Sendable {
  /// What a mark says.
  package struct Mark: Sendable, Equatable {
    /// The candidate, as `write` was told; nil if the mark is damaged, which still means pending.
    package let candidate: String?
    /// When it was written, in nanoseconds since 1970; nil if the mark is damaged.
    package let since: Int64?
    /// What the destination held when its last change was applied; nil if nobody knows.
    package let lastGood: [UInt8]?

    /// What a damaged mark says.
    package static let damaged = Mark(candidate: nil, since: nil, lastGood: nil)
  }

  /// The longest candidate text in bytes.
  package static let candidateLimit = 4096
  private static let headLimit = candidateLimit + 1024

  private static let heading = "trimtab pending 1"
  private static let end = Array("end\n".utf8)

  private let destination: String
  private let stateDirectory: String?
  private let fileSystem: FileSystem

  /// The mark of a destination.
  package init(
    destination: String, stateDirectory: String? = nil, fileSystem: FileSystem = .real
  ) {
    self.destination = FilePath.absolute(destination)
    self.stateDirectory = stateDirectory
    self.fileSystem = fileSystem
  }

  /// Makes the mark durable; an older one is replaced. `candidate` is one line that recognises the
  /// new contents, such as a digest; `lastGood` is what to go back to if they are rejected.
  package func write(candidate: String, lastGood: [UInt8]? = nil) throws(SystemError) {
    let bytes = PendingMark.text(candidate, lastGood)
    do {
      try write(bytes, in: firstPlace)
    } catch {
      guard error.isForbidden, stateDirectory == nil else { throw error }
      try write(bytes, in: .fallback(for: destination, stateDirectory: nil, fileSystem))
    }
  }

  /// The mark, or nil if nothing is pending. A mark that cannot be read or understood counts.
  package func read() -> Mark? {
    do {
      for place in try places() {
        if let mark = try read(in: place) { return mark }
      }
    } catch {
      return .damaged
    }
    // Where we may not look, no mark of ours is.
    return formerPlaces.lazy.compactMap { place in (try? read(in: place)) ?? nil }.first
  }

  /// Removes the mark, durably.
  package func clear() throws(SystemError) { try clear(besides: nil) }

  /// Takes what another mark of this destination says, if it lies elsewhere.
  package func takeOver(_ other: PendingMark) throws(SystemError) {
    guard other.firstPlace != firstPlace, let found = other.read() else { return }
    if try read(in: firstPlace) == nil {
      try write(candidate: found.candidate ?? "", lastGood: found.lastGood)
    }
    try other.clear(besides: firstPlace)
  }

  private func clear(besides kept: CompanionPlace?) throws(SystemError) {
    for place in try places() + formerPlaces where place != kept {
      do {
        if try fileSystem.unlink(place.path(.pending)) {
          try fileSystem.syncDirectory(place.directory)
        }
      } catch {
        if !error.isMissing { throw error }
      }
    }
  }

  /// The name of a mark that is not written to its end.
  static func unfinishedName(in place: CompanionPlace) -> String {
    place.name(.pending, suffix: "new")
  }

  private var firstPlace: CompanionPlace {
    stateDirectory.map { .inside($0, destination) } ?? .beside(destination)
  }

  /// Where a mark may be that was written with other settings.
  private var formerPlaces: [CompanionPlace] {
    let end = (try? fileSystem.followLinks(destination)) ?? destination
    var places: [CompanionPlace] = stateDirectory == nil ? [] : [.beside(destination)]
    if end != destination {
      places += [stateDirectory.map { .inside($0, end) } ?? .beside(end)]
    }
    return places
  }

  private func places() throws(SystemError) -> [CompanionPlace] {
    guard stateDirectory == nil else { return [firstPlace] }
    do {
      let fallback = try CompanionPlace.existingFallback(for: destination, fileSystem)
      return [firstPlace] + (fallback.map { [$0] } ?? [])
    } catch {
      // Somebody else's directory: no mark of ours is in it.
      if error.isForbidden { return [firstPlace] }
      throw error
    }
  }

  private func read(in place: CompanionPlace) throws(SystemError) -> Mark? {
    do {
      let bytes = try fileSystem.read(
        place.path(.pending), limit: PendingMark.headLimit + FileSystem.readLimit)
      return PendingMark.parse(bytes)
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  private func write(_ bytes: [UInt8], in place: CompanionPlace) throws(SystemError) {
    if let stateDirectory { try fileSystem.makeDirectories(stateDirectory, mode: 0o700) }
    let fresh = FilePath.joined(place.directory, PendingMark.unfinishedName(in: place))
    try fileSystem.unlink(fresh)
    do {
      let file = try fileSystem.create(fresh)
      try file.write(bytes)
      try file.sync()
      try fileSystem.rename(fresh, to: place.path(.pending))
    } catch {
      _ = try? fileSystem.unlink(fresh)
      throw error
    }
    try fileSystem.syncDirectory(place.directory)
  }

  /// Three or four lines; below the fourth are the bytes that it counts.
  private static func text(_ candidate: String, _ lastGood: [UInt8]?) -> [UInt8] {
    let line = String(candidate.map { $0.isNewline ? " " : $0 })
    let head = "\(heading)\ncandidate \(line)\nsince \(cs_realtime_nanoseconds())\n"
    guard let lastGood else { return Array(head.utf8) + end }
    return Array("\(head)good \(lastGood.count)\n".utf8) + lastGood + end
  }

  private static func parse(_ bytes: [UInt8]) -> Mark {
    let lines = bytes.split(separator: 0x0A, maxSplits: 4, omittingEmptySubsequences: false)
    let heads = lines.prefix(4).map { String(decoding: $0.prefix(headLimit), as: UTF8.self) }
    guard heads.count == 4, heads[0] == heading, heads[1].hasPrefix("candidate "),
      heads[2].hasPrefix("since "), let time = Int64(heads[2].dropFirst("since ".count)),
      bytes.suffix(end.count) == end[...]
    else { return .damaged }
    let candidate = String(heads[1].dropFirst("candidate ".count))
    if heads[3] == "end" { return Mark(candidate: candidate, since: time, lastGood: nil) }
    let good = lines[4].dropLast(end.count)
    guard heads[3] == "good \(good.count)" else { return .damaged }
    return Mark(candidate: candidate, since: time, lastGood: Array(good))
  }
}
