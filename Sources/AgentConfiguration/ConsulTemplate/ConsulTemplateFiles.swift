import DataFormats
import Diagnostics
import SystemSupport

/// The files of a configuration of consul-template.
enum ConsulTemplateFiles {
  /// The deepest directory below one that was named.
  private static let depthLimit = 32

  /// The texts at paths, in order; of a directory, all files in it and below, in the order of their
  /// names, whatever they are called.
  static func sources(
    at paths: [String], in files: FileSystem, _ list: inout DiagnosticList
  ) -> [Source] {
    var sources: [Source] = []
    for path in paths {
      do throws(SystemError) {
        guard let status = try files.status(path) else {
          throw SystemError(errno: SystemError.missing, what: "open `\(path)`")
        }
        switch status.kind {
        case .directory: try add(directory: path, depth: 0, files, &sources)
        case .file, .other, .link: sources.append(try source(path, files))
        }
      } catch {
        list.add(Diagnostic(code: "unreadable", "\(error)"))
      }
    }
    return sources
  }

  /// Symbolic links to directories are not followed into; they cannot be read as files either.
  private static func add(
    directory: String, depth: Int, _ files: FileSystem, _ sources: inout [Source]
  ) throws(SystemError) {
    guard depth < depthLimit else {
      throw SystemError(errno: SystemError.tooDeep, what: "read below `\(directory)`")
    }
    for name in try files.list(directory) {
      let path = FilePath.joined(directory, name)
      if try files.linkStatus(path)?.kind == .directory {
        try add(directory: path, depth: depth + 1, files, &sources)
      } else {
        sources.append(try source(path, files))
      }
    }
  }

  private static func source(_ path: String, _ files: FileSystem) throws(SystemError) -> Source {
    Source(name: path, text: try files.read(path, limit: ConfigurationRequest.sizeLimit))
  }

  /// A text that begins with a brace is JSON, any other HCL.
  static func document(_ source: Source) throws(DiagnosticError) -> DocumentNode {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    let isJSON = source.text.first { !blanks.contains($0) } == UInt8(ascii: "{")
    return isJSON ? try JSONReader.document(source) : try HCLReader.document(source)
  }
}

extension SystemError {
  /// `ENOENT`.
  fileprivate static let missing: Int32 = 2
  /// `ELOOP`.
  fileprivate static let tooDeep: Int32 = 40
}
