import TemplateLanguage
import Values

/// A tree of maps under construction: `a/b/c` is the key `c` in the map `b` in the map `a`.
final class NestedMap {
  private var entries: [Bytes: Entry] = [:]

  private enum Entry {
    case leaf(Value)
    case nested(NestedMap)
  }

  /// The deepest nesting: a key of endless slashes must not exhaust the stack.
  static let deepest = 256

  /// Puts a value at a path. Of two values at one path the later wins, also over a map; a value in
  /// the way of a path is an error. A path that ends in `/` only makes the map.
  func insert(_ value: Value, at path: Bytes) throws(ValueError) {
    let segments = path.split(by: "/")
    guard segments.count <= NestedMap.deepest else {
      throw ValueError("the key nests deeper than \(NestedMap.deepest) maps")
    }
    var map = self
    for segment in segments.dropLast() {
      switch map.entries[segment] {
      case .nested(let next)?: map = next
      case .leaf(let other)?:
        throw ValueError(
          "not a map: \(GoQuoting.quote(segment)) already has value \(GoFormat.sprint([other]))")
      case nil:
        let next = NestedMap()
        map.entries[segment] = .nested(next)
        map = next
      }
    }
    if let last = segments.last, !last.isEmpty { map.entries[last] = .leaf(value) }
  }

  /// The tree as a `map[string]interface {}`.
  var value: Value {
    .map(
      entries.map { key, entry in
        switch entry {
        case .leaf(let value): (key, value)
        case .nested(let map): (key, map.value)
        }
      })
  }
}
