import SystemSupport

/// A directive of an nginx configuration: `listen 80;` or `server { ... }`.
struct NginxDirective: Sendable, Equatable {
  /// A word after the name.
  struct Word: Sendable, Equatable {
    /// Without quotes and escapes.
    let text: String
    /// Where the text begins in its file, after an opening quote.
    let offset: Int

    /// How many directories up it leads on its way, if it is a relative path.
    var climb: Int {
      guard !text.hasPrefix("/"), text.contains("..") else { return 0 }
      var (depth, lowest) = (0, 0)
      for part in FilePath.steps(of: text) {
        depth += part == ".." ? -1 : 1
        lowest = min(lowest, depth)
      }
      return -lowest
    }
  }

  let name: String
  let arguments: [Word]
  /// What stands between its braces; nil if it ends with a semicolon.
  var block: [NginxDirective]?

  /// The first argument.
  var value: String? { arguments.first?.text }
}

extension [NginxDirective] {
  /// The last value of a directive, which is the one in force for those that may be repeated.
  func value(of name: String) -> String? { last { $0.name == name }?.value }

  /// How many directories up the relative paths among the arguments lead at most.
  var climb: Int {
    reduce(0) { climb, directive in
      let own = directive.arguments.map(\.climb).max() ?? 0
      return Swift.max(climb, own, directive.block?.climb ?? 0)
    }
  }

  /// The directives of a name in all blocks, whatever these are.
  func all(_ name: String) -> [NginxDirective] {
    flatMap { directive in
      (directive.name == name ? [directive] : []) + (directive.block?.all(name) ?? [])
    }
  }
}
