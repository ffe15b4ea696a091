internal import Values

/// What templates are given as their data by all who call them, where that is certain.
struct DotTypes: Equatable {
  /// How many levels of calls are followed.
  static let roundLimit = 16

  private struct Given {
    let type: GoType?
  }

  /// The type by the name of a template; without one where the callers differ.
  private var types: [Bytes: Given] = [:]
  private var isAnyOfAny = false

  /// `entry` is called from outside, with anything.
  init(entry: String) { types[Bytes(entry)] = Given(type: nil) }

  /// The certain type of a template's data.
  subscript(name: Bytes) -> GoType? { isAnyOfAny ? nil : types[name]?.type }

  /// Adds a call.
  mutating func add(_ name: Bytes, _ type: GoType?) {
    guard let known = types[name] else {
      types[name] = Given(type: type)
      return
    }
    if known.type?.name != type?.name { types[name] = Given(type: nil) }
  }

  /// Adds a call of a template whose name is computed.
  mutating func addToAll() { isAnyOfAny = true }

  static func == (left: DotTypes, right: DotTypes) -> Bool {
    left.isAnyOfAny == right.isAnyOfAny
      && left.types.mapValues { $0.type?.name } == right.types.mapValues { $0.type?.name }
  }
}
