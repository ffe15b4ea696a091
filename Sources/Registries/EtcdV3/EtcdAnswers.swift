import DataFormats
import Values

/// Reads the answers of etcd's JSON gateway. Pure.
///
/// Numbers of 64 bits come as strings, bytes as Base64, and what is zero or empty does not come at
/// all. Strict where a wrong answer could pass as an empty one: each has a header with a revision.
package enum EtcdAnswers {
  /// What a range holds, or as much of it as was asked for.
  package struct Range: Sendable, Equatable {
    /// The store's revision when it was read.
    package let revision: UInt64
    /// The pairs in the order of their keys.
    package let pairs: [EtcdPair]
    /// Whether there are more than were asked for.
    package let hasMore: Bool

    /// Pairs at a revision.
    package init(revision: UInt64, pairs: [EtcdPair], hasMore: Bool) {
      self.revision = revision
      self.pairs = pairs
      self.hasMore = hasMore
    }
  }

  /// The body of a 200 answer to `/kv/range`.
  package static func range(_ body: [UInt8]) throws(EtcdFailure) -> Range {
    let root = try root(of: body)
    return try range(root, revision: try revision(root))
  }

  /// The body of a 200 answer to `/kv/txn` of `count` ranges.
  package static func transaction(
    _ body: [UInt8], count: Int
  ) throws(EtcdFailure) -> [Range] {
    let root = try root(of: body)
    let revision = try revision(root)
    guard let responses = root["responses"], responses.count == count else {
      throw invalid("expected \(count) `responses`, found \(root["responses"]?.count ?? 0)")
    }
    var ranges: [Range] = []
    for response in responses.elements {
      guard let range = response["response_range"] ?? response["responseRange"] else {
        throw invalid("expected a `response_range`")
      }
      ranges.append(try self.range(range, revision: revision))
    }
    return ranges
  }

  /// The newest revision, of any answer with a header.
  package static func revision(_ body: [UInt8]) throws(EtcdFailure) -> UInt64 {
    try revision(try root(of: body))
  }

  /// The token of a 200 answer to `/auth/authenticate`.
  package static func token(_ body: [UInt8]) throws(EtcdFailure) -> String {
    guard let token = try root(of: body)["token"]?.string, !token.isEmpty else {
      throw invalid("expected a `token`")
    }
    return token
  }

  /// The path of the gateway that a server with this answer to `/version` has.
  package static func gatewayPath(version body: [UInt8]) throws(EtcdFailure) -> String {
    guard let version = try root(of: body)["etcdserver"]?.string else {
      throw invalid("expected an `etcdserver` version")
    }
    let parts = version.split(separator: ".").prefix(2).map { Int($0) }
    guard parts.count == 2, let major = parts[0], let minor = parts[1] else {
      throw invalid("expected a version, found `\(version.prefix(40))`")
    }
    switch (major, minor) {
    case (4..., _), (3, 4...): return "/v3"
    case (3, 3): return "/v3beta"
    case (3, 0...2): return "/v3alpha"
    default: throw EtcdFailure(.failed, "etcd \(version.prefix(40)) has no v3 interface")
    }
  }

  static func root(of body: [UInt8]) throws(EtcdFailure) -> JSONCursor {
    let root: JSONCursor
    do throws(JSONError) {
      root = try JSONTape(body, limits: .init(depth: 64)).root
    } catch { throw invalid("expected JSON: \(error)") }
    guard root.kind == .object else { throw invalid("expected an object, found \(root.kindName)") }
    return root
  }

  static func revision(_ message: JSONCursor) throws(EtcdFailure) -> UInt64 {
    guard let header = message["header"], let revision = try number(header["revision"]) else {
      throw invalid("expected a `header` with a `revision`")
    }
    return revision
  }

  private static func range(_ range: JSONCursor, revision: UInt64) throws(EtcdFailure) -> Range {
    var pairs: [EtcdPair] = []
    var hasMore = false
    for (key, value) in range.members {
      if key.equals("kvs"), !value.isNull {
        guard value.kind == .array else { throw invalid("expected an array as `kvs`") }
        pairs.reserveCapacity(value.count)
        for element in value.elements { pairs.append(try pair(element)) }
      } else if key.equals("more") {
        hasMore = value.bool ?? false
      }
    }
    for index in pairs.indices.dropFirst() where pairs[index].key <= pairs[index - 1].key {
      throw invalid("expected keys in order, each once")
    }
    return Range(revision: revision, pairs: pairs, hasMore: hasMore)
  }

  static func pair(_ object: JSONCursor) throws(EtcdFailure) -> EtcdPair {
    guard object.kind == .object else {
      throw invalid("expected a pair, found \(object.kindName)")
    }
    var (key, value) = (Bytes(), Bytes())
    var created: UInt64?
    var modified: UInt64?
    for (name, field) in object.members {
      if name.equals("key") {
        key = try bytes(field)
      } else if name.equals("value") {
        value = try bytes(field)
      } else if name.equals("create_revision") || name.equals("createRevision") {
        created = try number(field)
      } else if name.equals("mod_revision") || name.equals("modRevision") {
        modified = try number(field)
      }
    }
    guard !key.isEmpty, let modified else {
      throw invalid("expected a pair with `key` and `mod_revision`")
    }
    return EtcdPair(
      key: key, value: value, createRevision: created ?? 0, modifyRevision: modified)
  }

  private static func bytes(_ field: JSONCursor) throws(EtcdFailure) -> Bytes {
    if field.isNull { return Bytes() }
    let decoded: [UInt8]? =
      field.withPlainText { Base64.decode($0) } ?? field.bytes.flatMap { Base64.decode($0.storage) }
    guard let decoded else { throw invalid("expected Base64") }
    return Bytes(decoded)
  }

  /// A number, as a string or, as some proxies write it, as it is; nil where it is absent.
  static func number(_ field: JSONCursor?) throws(EtcdFailure) -> UInt64? {
    guard let field, !field.isNull else { return nil }
    if let number = field.uint64 { return number }
    if let number = field.string.flatMap({ UInt64($0) }) { return number }
    throw invalid("expected a number of 64 bits")
  }

  static func invalid(_ message: String) -> EtcdFailure { EtcdFailure(.invalidAnswer, message) }
}
