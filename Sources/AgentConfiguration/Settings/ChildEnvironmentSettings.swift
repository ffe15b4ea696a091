package import SystemSupport

/// Which variables of the environment a command gets.
package struct ChildEnvironmentSettings: Sendable, Hashable {
  /// Whether it gets no variables of ours.
  package var isPristine = false
  /// Patterns of the variables that it gets; all when empty.
  package var allowed: [String] = []
  /// Patterns of the variables that it does not get.
  package var denied: [String] = []
  /// Variables that it gets in any case, such as how to reach a registry.
  package var granted: [String: Secret] = [:]
  /// Variables that it gets in any case, as `NAME=VALUE`; they win over all others.
  package var additions: [String] = []

  /// Whether somebody chose the variables.
  var isChosen: Bool {
    var usual = ChildEnvironmentSettings()
    usual.granted = granted
    return self != usual
  }

  /// All of ours.
  package init() {}
}
