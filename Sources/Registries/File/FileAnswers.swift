package import DataFormats
package import Diagnostics

/// Makes a catalogue of the texts of data files. Pure.
///
///     [[service]]
///     name = "web"                  # required, as are address and port
///     address = "10.0.0.1"
///     port = 8080
///     id = "web-1"                  # default: name-address-port
///     tags = ["v1"]
///     meta = { version = "1" }
///     weight = 10                   # or weights = { passing = 10, warning = 1 }
///     status = "passing"            # or warning, critical, maintenance
///     node = "n1"                   # default: the address
///     datacenter = "dc1"            # default: dc1
///
///     [keys]
///     "app/title" = "hello"         # the same key as title in [keys.app]
package enum FileAnswers {
  /// A text and the format it is in.
  package struct File: Sendable {
    /// The text.
    package let source: Source
    /// Its format.
    package let format: DocumentFormat

    /// A text in a format.
    package init(_ source: Source, _ format: DocumentFormat) {
      self.source = source
      self.format = format
    }
  }

  /// What the files define together. The mistakes of all files are told at once.
  package static func catalog(_ files: [File]) throws(DiagnosticError) -> FileCatalog {
    var builder = FileCatalogBuilder()
    for file in files { builder.read(file) }
    guard builder.diagnostics.isEmpty else { throw DiagnosticError(builder.diagnostics) }
    return FileCatalog(instances: builder.instances, keys: builder.keys)
  }

  /// What files define that hold keys and nothing else; later ones win.
  package static func keys(_ files: [File]) throws(DiagnosticError) -> FileCatalog {
    var keys = FileKeys()
    for file in files { keys.read(file) }
    guard keys.diagnostics.isEmpty else { throw DiagnosticError(keys.diagnostics) }
    return FileCatalog(keys: keys.pairs)
  }
}
