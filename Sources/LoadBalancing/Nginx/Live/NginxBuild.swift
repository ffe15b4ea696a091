import ProcessControl
import SystemSupport

/// The paths that were built into an nginx program.
struct NginxBuild: Sendable, Equatable {
  var prefix = "/usr/local/nginx"
  var configuration = "conf/nginx.conf"
  var errorLog = "logs/error.log"

  /// What the program says of itself; nil if it cannot be run.
  static func of(_ binary: String) async -> NginxBuild? {
    let command = ChildCommand(.arguments([binary, "-V"]), timeout: .seconds(10))
    guard let result = try? await command.run(), result.ending.isSuccess else { return nil }
    return NginxBuild(result.output.text)
  }

  /// Reads the output of `nginx -V`.
  init(_ text: String) {
    for word in text.split(whereSeparator: \.isWhitespace) {
      let parts = word.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { continue }
      switch parts[0] {
      case "--prefix": prefix = String(parts[1])
      case "--conf-path": configuration = String(parts[1])
      case "--error-log-path": errorLog = String(parts[1])
      default: break
      }
    }
    configuration = FilePath.joined(prefix, configuration)
  }
}
