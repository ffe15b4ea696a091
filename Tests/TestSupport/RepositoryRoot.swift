import Foundation

/// The folder of the package, with `Package.swift` in it.
package enum RepositoryRoot {
  /// The absolute path, without a slash at the end.
  package static let path: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }()
}
