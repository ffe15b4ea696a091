#if canImport(Glibc)
  import Glibc
#endif

/// Where the files that accompany a destination are kept: hidden beside it, or in a directory of
/// the agent.
struct CompanionPlace: Sendable, Equatable {
  /// What a companion file is for.
  enum Kind: String, Sendable {
    case stage, journal, pending, lock, plausibility
  }

  /// The directory of all companions.
  let directory: String
  private let prefix: String

  /// Beside the destination: `.NAME.trimtab-KIND`.
  static func beside(_ destination: String) -> CompanionPlace {
    CompanionPlace(
      directory: FilePath.directory(of: destination),
      prefix: "." + shortened(FilePath.name(of: destination)) + ".trimtab-")
  }

  /// What the names of staged files without a mark begin with; digits follow.
  static func plainStagePrefix(of destination: String) -> String {
    "." + shortened(FilePath.name(of: destination))
  }

  /// In a directory for many destinations, whose names carry the destination's path.
  static func inside(_ directory: String, _ destination: String) -> CompanionPlace {
    CompanionPlace(directory: directory, prefix: shortened(escaped(destination)) + ".")
  }

  /// The path of a companion; `suffix` tells several apart.
  func path(_ kind: Kind, suffix: String = "") -> String {
    FilePath.joined(directory, name(kind, suffix: suffix))
  }

  /// The last part of `path`.
  func name(_ kind: Kind, suffix: String = "") -> String {
    prefix + kind.rawValue + (suffix.isEmpty ? "" : "-" + suffix)
  }

  /// A path as one file name: no two paths give the same.
  private static func escaped(_ path: String) -> String {
    var text = ""
    for scalar in path.unicodeScalars {
      switch scalar {
      case "/": text += "%2F"
      case "%": text += "%25"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// A name that leaves room for prefix and suffix in the 255 bytes which the system allows. A cut
  /// name ends in a digest of the whole.
  private static func shortened(_ name: String) -> String {
    guard name.utf8.count > 200 else { return name }
    var kept = name
    while kept.utf8.count > 180 { kept.removeLast() }
    return kept + "~" + String(ContentDigest.of(Array(name.utf8)), radix: 16)
  }
}

extension CompanionPlace {
  private static var privatePath: String { "/var/tmp/trimtab-\(Accounts.effectiveUser)" }

  /// The directory for companions of destinations whose own directory is not writable:
  /// `/var/tmp/trimtab-UID`, made if needed. It is refused unless it belongs to this user alone,
  /// for others could plant files in it.
  private static func privateDirectory(_ fileSystem: FileSystem) throws(SystemError) -> String {
    let user = Accounts.effectiveUser
    let path = privatePath
    if try fileSystem.linkStatus(path) == nil {
      try fileSystem.makeDirectories(path, mode: 0o700)
    }
    guard let status = try fileSystem.linkStatus(path), status.kind == .directory,
      status.user == user, status.mode & 0o077 == 0
    else {
      throw SystemError(errno: EPERM, what: "use `\(path)`: it is not private to user \(user)")
    }
    return path
  }

  /// The place used when there is no writing beside the destination.
  static func fallback(
    for destination: String, stateDirectory: String?, _ fileSystem: FileSystem
  ) throws(SystemError) -> CompanionPlace {
    if let stateDirectory { return .inside(stateDirectory, destination) }
    return .inside(try privateDirectory(fileSystem), destination)
  }

  /// `fallback` if its directory exists already, else nil.
  static func existingFallback(
    for destination: String, stateDirectory: String? = nil, _ fileSystem: FileSystem
  ) throws(SystemError) -> CompanionPlace? {
    let directory = stateDirectory ?? privatePath
    guard try fileSystem.linkStatus(directory) != nil else { return nil }
    return try fallback(for: destination, stateDirectory: stateDirectory, fileSystem)
  }
}
