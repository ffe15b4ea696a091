import DataFormats
import Diagnostics
import RegistryCore
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Reads the file or directory of a file registry.
struct FileLoader: Sendable {
  /// The most bytes of one file.
  static let sizeLimit = 64 << 20
  /// The most files of a directory.
  static let fileLimit = 10_000

  let path: String
  let fileSystem: FileSystem

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
      return try FileAnswers.catalog(files)
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
    guard let status = try fileSystem.status(path) else {
      throw SystemError(errno: ENOENT, what: "open `\(path)`")
    }
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
