package import Values

/// Variables of the environment as keys: `APP_DB_HOST` is `app/db/host`. Pure.
///
/// A key is written in upper case with the separator for each slash. With the separator `_`, as in
/// confd, a key cannot hold an underscore; with `__` it can: `APP__DB_HOST` is `app/db_host`.
package struct EnvironmentKeys: Sendable {
  private let variables: [String: String]
  private let separator: String
  private let prefix: String
  /// All keys in order.
  private let pairs: [(variable: String, pair: KeyPair)]

  /// The variables that begin with `prefix`, which is not part of their keys. The separator must
  /// not be empty.
  package init(_ variables: [String: String], prefix: String = "", separator: String = "_") {
    precondition(!separator.isEmpty, "a separator has at least one byte")
    self.variables = variables
    self.prefix = prefix
    self.separator = separator
    var byPath: [Bytes: (variable: String, pair: KeyPair)] = [:]
    // Upper case sorts before lower case: of two names for one key the usual one counts.
    for (name, value) in variables.sorted(by: { Bytes($0.key) < Bytes($1.key) }) {
      guard name.utf8.starts(with: prefix.utf8) else { continue }
      let rest = String(decoding: name.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
      let path = EnvironmentKeys.path(of: rest, separator)
      guard !path.isEmpty, byPath[path] == nil else { continue }
      byPath[path] = (rest, KeyPair(path: path, value: Bytes(value)))
    }
    pairs = byPath.values.sorted { $0.pair.path < $1.pair.path }
  }

  /// The value of a key, or nil.
  package func value(of key: String) -> Bytes? {
    variables[prefix + variable(of: key)].map { Bytes($0) }
  }

  /// The keys whose variables begin as the variable of `key` would, in order. As in confd the
  /// comparison is one of names of variables: `app` finds `APPLE_PIE` too.
  package func pairs(below key: String) -> [KeyPair] {
    let start = variable(of: key)
    return pairs.filter { $0.variable.utf8.starts(with: start.utf8) }.map(\.pair)
  }

  /// The variable of a key, without the prefix.
  private func variable(of key: String) -> String {
    var steps = key.utf8.split(separator: UInt8(ascii: "/")).map {
      String(decoding: $0.map(EnvironmentKeys.upper), as: UTF8.self)
    }
    // `app/` asks for what is below it.
    if key.utf8.last == UInt8(ascii: "/"), !steps.isEmpty { steps.append("") }
    return steps.joined(separator: separator)
  }

  private static func path(of variable: String, _ separator: String) -> Bytes {
    let mark = Array(separator.utf8)
    var path: [UInt8] = []
    var rest = Array(variable.utf8)[...]
    while let byte = rest.first {
      if rest.starts(with: mark) {
        if path.last != slash, !path.isEmpty { path.append(slash) }
        rest = rest.dropFirst(mark.count)
      } else {
        path.append(lower(byte))
        rest = rest.dropFirst()
      }
    }
    while path.last == slash { path.removeLast() }
    return Bytes(path)
  }

  private static let slash = UInt8(ascii: "/")

  private static func upper(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte - 32 : byte
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte + 32 : byte
  }
}
