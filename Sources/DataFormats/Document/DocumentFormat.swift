package import Diagnostics

/// A language of data files.
package enum DocumentFormat: String, Sendable, CaseIterable {
  case toml, json, yaml

  /// The format that a file's name ends in (`.toml`, `.json`, `.yaml`, `.yml`), letter case
  /// ignored; nil for another ending.
  package init?(fileName: String) {
    let name = fileName.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
    switch name[name.index(after: dot)...].lowercased() {
    case "toml": self = .toml
    case "json": self = .json
    case "yaml", "yml": self = .yaml
    default: return nil
    }
  }
}

/// Reads data files of any format.
package enum DocumentReader {
  /// The document of a text in a format.
  package static func read(
    _ source: Source, _ format: DocumentFormat
  ) throws(DiagnosticError) -> DocumentNode {
    switch format {
    case .toml: try TOMLReader.document(source)
    case .json: try JSONReader.document(source)
    case .yaml: try YAMLReader.document(source)
    }
  }
}
