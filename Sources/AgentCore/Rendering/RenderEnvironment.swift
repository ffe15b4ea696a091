package import Rendering
import SystemSupport
import Values

/// What all renderings of an agent share: environment variables and the names of the registries.
package struct RenderEnvironment: Sendable {
  /// The environment variables.
  package let variables: [Bytes: Bytes]
  /// The names which queries may carry in front: `edge::web`.
  package let registries: [String]

  /// An environment.
  package init(variables: [String: String], registries: [String]) {
    self.variables = Dictionary(
      uniqueKeysWithValues: variables.map { (Bytes($0.key), Bytes($0.value)) })
    self.registries = registries
  }
}
