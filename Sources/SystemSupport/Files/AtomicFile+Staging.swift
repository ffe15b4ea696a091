#if canImport(Glibc)
  import Glibc
#endif

extension AtomicFile {
  /// Writes the bytes to a hidden file beside the destination, durable and with the final mode and
  /// owner, which `commit` will rename. When it throws, nothing is left behind.
  package func stage(_ bytes: [UInt8]) throws(SystemError) -> StagedFile {
    let destination = try destination()
    if target.createsDirectories {
      try fileSystem.makeDirectories(FilePath.directory(of: destination))
    }
    let existing = try fileSystem.status(destination)
    try checkReplaceable(destination, existing)
    let attributes = try FileAttributes.wanted(by: target, over: existing)
    let staging = Staging(
      bytes: bytes, attributes: attributes, destination: destination, target: target,
      replaces: existing != nil, fileSystem: fileSystem)
    do {
      return try staging.stage(in: .beside(destination), method: .rename)
    } catch {
      guard error.isForbidden, existing != nil else { throw error }
      // Fails here and not at the commit if the file is not writable either.
      _ = try fileSystem.openForWriting(destination)
      let place = try CompanionPlace.fallback(
        for: destination, stateDirectory: target.stateDirectory, fileSystem)
      return try staging.stage(in: place, method: .inPlace)
    }
  }

  private func checkReplaceable(
    _ destination: String, _ existing: FileSystem.Status?
  ) throws(SystemError) {
    switch existing?.kind {
    case nil, .file: return
    case .directory:
      throw SystemError(errno: EISDIR, what: "replace `\(destination)`")
    case .link, .other:
      throw SystemError(
        errno: EOPNOTSUPP, what: "replace `\(destination)`, which is not a regular file")
    }
  }
}

/// Writes one staged file.
private struct Staging {
  let bytes: [UInt8]
  let attributes: FileAttributes
  let destination: String
  let target: AtomicFile.Target
  let replaces: Bool
  let fileSystem: FileSystem

  func stage(
    in place: CompanionPlace, method: StagedFile.Method
  ) throws(SystemError) -> StagedFile {
    let path = try freshPath(in: place)
    do {
      let warning = try fill(path)
      return StagedFile(
        path: path, destination: destination, size: bytes.count,
        warnings: warning.map { [$0] } ?? [],
        target: target, attributes: attributes, place: place, method: method, replaces: replaces,
        fileSystem: fileSystem)
    } catch {
      _ = try? fileSystem.unlink(path)
      throw error
    }
  }

  /// Creates an empty file with a name nobody uses.
  private func freshPath(in place: CompanionPlace) throws(SystemError) -> String {
    let isPlain = target.hasPlainStage && place == .beside(destination)
    let letters = Array(isPlain ? "0123456789" : "abcdefghijklmnopqrstuvwxyz0123456789")
    for _ in 0..<100 {
      let suffix = String((0..<(isPlain ? 10 : 6)).map { _ in letters.randomElement() ?? "0" })
      let path =
        isPlain
        ? FilePath.joined(
          place.directory, CompanionPlace.plainStagePrefix(of: destination) + suffix)
        : place.path(.stage, suffix: suffix)
      do {
        _ = try fileSystem.create(path)
        return path
      } catch {
        if error.errno != EEXIST { throw error }
      }
    }
    throw SystemError(errno: EEXIST, what: "find a free name beside `\(destination)`")
  }

  private func fill(_ path: String) throws(SystemError) -> String? {
    let file = try fileSystem.openForWriting(path)
    try file.write(bytes)
    if replaces, let old = try? fileSystem.open(destination) {
      file.copyExtendedAttributes(from: old)
    }
    let warning = try attributes.apply(to: file)
    try file.sync()
    return warning
  }
}
