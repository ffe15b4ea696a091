#if canImport(Glibc)
  import Glibc
#endif

/// Which variables of our environment a child gets. Patterns are those of the shell: `CONSUL_*`.
package struct EnvironmentFilter: Sendable, Equatable {
  /// Whether it gets none of ours.
  package var isPristine = false
  /// If not empty, only names that fit one of these.
  package var allowed: [String] = []
  /// No names that fit one of these, also allowed ones.
  package var denied: [String] = []
  /// What it gets in any case.
  package var additions: [(name: String, value: String)] = []

  /// All of ours.
  package init() {}

  /// The variables of a child.
  package func variables(of ours: [String: String]) -> [String: String] {
    var variables = isPristine ? [:] : ours
    variables = variables.filter { name, _ in
      (allowed.isEmpty || EnvironmentFilter.fits(name, allowed))
        && !EnvironmentFilter.fits(name, denied)
    }
    for (name, value) in additions { variables[name] = value }
    return variables
  }

  private static func fits(_ name: String, _ patterns: [String]) -> Bool {
    patterns.contains { fnmatch($0, name, 0) == 0 }
  }

  /// Whether both let the same through.
  package static func == (one: EnvironmentFilter, other: EnvironmentFilter) -> Bool {
    one.isPristine == other.isPristine && one.allowed == other.allowed
      && one.denied == other.denied
      && one.additions.elementsEqual(other.additions) { $0 == $1 }
  }
}
