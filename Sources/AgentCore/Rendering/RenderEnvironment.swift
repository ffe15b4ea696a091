package import Rendering
import SystemSupport
package import Values

/// What all renderings of an agent share: environment variables and the names of the registries.
package struct RenderEnvironment: Sendable {
  /// The environment variables.
  package let variables: [Bytes: Bytes]
  /// The names which queries may carry in front: `edge::web`.
  package let registries: Set<String>
  /// The time of all renderings in nanoseconds since 1970; nil for that of each.
  package var time: Int64?
  /// Whom functions ask that look something up.
  package var network: any NetworkProvider = LocalNetwork()

  /// An environment.
  package init(variables: [String: String], registries: Set<String>) {
    self.variables = Dictionary(
      uniqueKeysWithValues: variables.map { (Bytes($0.key), Bytes($0.value)) })
    self.registries = registries
  }

  /// An environment whose variables need not be Unicode.
  package init(variables: [Bytes: Bytes], registries: Set<String>) {
    self.variables = variables
    self.registries = registries
  }

  /// What one pass may know besides readings. Without a fixed time it is that of the call.
  package func surroundings(files: any FileProvider) -> RenderContext.Surroundings {
    var surroundings = RenderContext.Surroundings(
      environment: variables, files: files,
      nanosecondsSince1970: time ?? WallClock.nanosecondsSince1970)
    surroundings.network = network
    return surroundings
  }
}
