import DataFormats
import Diagnostics
import RegistryCore
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Reads the files and directories of a file registry.
struct FileLoader: Sendable {
  /// The most bytes of one file.
  static let sizeLimit = 64 << 20
  /// The most files of a directory.
  static let fileLimit = 10_000

  let source: FileSource
  let fileSystem: FileSystem

  /// What must be watched to notice every change: the paths, and for keys the directories below.
  func watchedPaths() -> [String] {
    guard case .keys = source.content else { return source.paths }
    var paths = source.paths
    for path in source.paths { collectDirectories(path, into: &paths) }
    return paths
  }

  /// What the files define now.
  func load() -> Result<FileCatalog, RegistryError> {
    do throws(RegistryError) {
      return .success(try catalog(of: try stableFiles()))
    } catch {
      return .failure(error)
    }
  }

  private func catalog(of files: [FileAnswers.File]) throws(RegistryError) -> FileCatalog {
    do throws(DiagnosticError) {
      return switch source.content {
      case .catalog: try FileAnswers.catalog(files)
      case .keys: try FileAnswers.keys(files)
      }
    } catch {
      throw RegistryError(.invalidSource, DiagnosticRenderer().render(error.diagnostics))
    }
  }

  /// The files of one moment: reading is repeated while they change.
  private func stableFiles() throws(RegistryError) -> [FileAnswers.File] {
    do throws(SystemError) {
      var before = try places()
      for _ in 0..<5 {
        let files = try read(before)
        let after = try places()
        if before == after { return files }
        before = after
      }
      return try read(before)
    } catch {
      throw RegistryError(.unreachable, error.description)
    }
  }

  /// A file and the state it was seen in.
  private struct Place: Equatable {
    let path: String
    let format: DocumentFormat
    let status: FileSystem.Status
  }

  private func places() throws(SystemError) -> [Place] {
    var places: [Place] = []
    for path in source.paths {
      guard let status = try fileSystem.status(path) else {
        throw SystemError(errno: ENOENT, what: "open `\(path)`")
      }
      switch source.content {
      case .catalog: places += try self.places(at: path, status)
      case .keys(let filter):
        if status.kind == .directory {
          try collect(path, filter, into: &places)
        } else {
          places.append(keyPlace(path, status))
        }
      }
    }
    return places
  }

  private func places(
    at path: String, _ status: FileSystem.Status
  ) throws(SystemError) -> [Place] {
    // Only the configuration names a file with another ending; TOML is its own language.
    guard status.kind == .directory else {
      return [Place(path: path, format: DocumentFormat(fileName: path) ?? .toml, status: status)]
    }
    var places: [Place] = []
    for name in try fileSystem.list(path) where !isHidden(name) {
      let file = FilePath.joined(path, name)
      // What vanished since is reported as a change of its own.
      guard let format = DocumentFormat(fileName: name), let status = try fileSystem.status(file),
        status.kind != .directory
      else { continue }
      guard places.count < FileLoader.fileLimit else {
        throw SystemError(
          errno: EFBIG, what: "read `\(path)`: more than \(FileLoader.fileLimit) files")
      }
      places.append(Place(path: file, format: format, status: status))
    }
    return places
  }

  /// A file of keys; one whose name does not say what it is holds YAML, of which JSON is a part.
  private func keyPlace(_ path: String, _ status: FileSystem.Status) -> Place {
    Place(path: path, format: DocumentFormat(fileName: path) ?? .yaml, status: status)
  }

  /// The files of a directory and those below whose names a pattern of the shell matches.
  private func collect(
    _ directory: String, _ filter: String, into places: inout [Place]
  ) throws(SystemError) {
    for name in try fileSystem.list(directory) where !name.hasPrefix("..") {
      let path = FilePath.joined(directory, name)
      guard let status = try fileSystem.status(path) else { continue }
      if status.kind == .directory {
        try collect(path, filter, into: &places)
      } else if fnmatch(filter, name, 0) == 0 {
        guard places.count < FileLoader.fileLimit else {
          throw SystemError(
            errno: EFBIG, what: "read `\(directory)`: more than \(FileLoader.fileLimit) files")
        }
        places.append(keyPlace(path, status))
      }
    }
  }

  private func collectDirectories(_ directory: String, into paths: inout [String]) {
    guard let names = try? fileSystem.list(directory) else { return }
    for name in names where !name.hasPrefix("..") && paths.count < FileLoader.fileLimit {
      let path = FilePath.joined(directory, name)
      guard let status = try? fileSystem.status(path), status.kind == .directory else { continue }
      paths.append(path)
      collectDirectories(path, into: &paths)
    }
  }

  /// Editors' copies and the hidden folders of ConfigMaps are no data.
  private func isHidden(_ name: String) -> Bool { name.hasPrefix(".") || name.hasPrefix("#") }

  private func read(_ places: [Place]) throws(SystemError) -> [FileAnswers.File] {
    var files: [FileAnswers.File] = []
    for place in places {
      let bytes = try fileSystem.read(place.path, limit: FileLoader.sizeLimit)
      files.append(FileAnswers.File(Source(name: place.path, text: bytes), place.format))
    }
    return files
  }
}
