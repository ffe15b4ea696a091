package import Values

/// How the paths of templates are written as keys of Redis. Pure.
///
/// A slash of a path is the separator in a key, and before every key stands the prefix. Where that
/// ends in a slash or separator, a slash at the beginning of the path is that same one. With
/// another separator than the slash no key begins with one.
package struct RedisKeyNames: Hashable, Sendable {
  private static let slash = UInt8(ascii: "/")

  /// What stands before every key.
  let prefix: Bytes
  private let separator: Bytes

  /// Names with a prefix and a separator; an empty one is the slash.
  package init(prefix: String = "", separator: String = "/") {
    self.prefix = Bytes(prefix)
    self.separator = Bytes(separator.isEmpty ? "/" : separator)
  }

  /// The key that a path names.
  package func key(of path: Bytes) -> Bytes {
    let isJoined =
      prefix.isEmpty ? separator != "/" : prefix.hasSuffix("/") || prefix.hasSuffix(separator)
    let bare = isJoined && path.storage.first == RedisKeyNames.slash
    var key = prefix
    key.append(
      RedisKeyNames.replacing(
        [RedisKeyNames.slash], by: separator, in: path.storage.dropFirst(bare ? 1 : 0)))
    return key
  }

  /// The path by which templates know a key. One that lacks the prefix keeps its whole name.
  package func path(of key: Bytes) -> Bytes {
    let rest = key.hasPrefix(prefix) ? key.storage.dropFirst(prefix.count) : key.storage[...]
    return RedisKeyNames.replacing(separator.storage, by: "/", in: rest)
  }

  /// The folder of a key, which a hash with this key would be, and its name there.
  package func parent(of key: Bytes) -> (hash: Bytes, field: Bytes)? {
    let (bytes, mark) = (key.storage, separator.storage)
    var start = bytes.count - mark.count
    while start > prefix.count, !bytes[start...].starts(with: mark) { start -= 1 }
    guard start > prefix.count else { return nil }
    return (
      Bytes(Array(bytes[..<start])), Bytes(Array(bytes[(start + mark.count)...]))
    )
  }

  /// The key of what is below a key.
  package func folder(of key: Bytes) -> Bytes {
    var folder = key
    folder.append(separator)
    return folder
  }

  private static func replacing(
    _ old: [UInt8], by new: Bytes, in text: ArraySlice<UInt8>
  ) -> Bytes {
    guard old != new.storage else { return Bytes(Array(text)) }
    var result = Bytes()
    var rest = text
    while let first = rest.first {
      if rest.starts(with: old) {
        result.append(new)
        rest = rest.dropFirst(old.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
