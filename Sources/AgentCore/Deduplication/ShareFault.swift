/// Why what another agent shares cannot be used.
package enum ShareFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// It is not what was written, or not written by this program.
  case damaged(String)
  /// Another version wrote it.
  case foreign(format: Int64)

  /// What is wrong.
  package var description: String {
    switch self {
    case .damaged(let what): "it is damaged: \(what)"
    case .foreign(let format):
      "expected format \(ShareManifest.format), found \(format) of another version"
    }
  }
}
