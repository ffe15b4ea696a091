import DataFormats
import Values

/// What is known of an instance while its key and value are read.
struct LayoutContent {
  var id: String?
  var address: String?
  var port: Int64?
  var weight: Int64 = 1
  var status = FileCatalog.Status.passing
  var node: String?
  var tags: [String] = []
  var meta: [FileCatalog.Pair] = []

  /// The instance, if all its required parts are there.
  func instance(of service: String) throws(LayoutMistake) -> FileCatalog.Instance {
    guard let address else { throw LayoutMistake("expected an address, found none") }
    guard let port else { throw LayoutMistake("expected a port, found none") }
    let bare = try LayoutContent.bareAddress(address)
    var seen: Set<String> = []
    return FileCatalog.Instance(
      name: service, id: id ?? "\(service)-\(bare)-\(port)", address: bare, port: port,
      tags: tags.filter { seen.insert($0).inserted }.sorted { Bytes($0) < Bytes($1) },
      meta: meta.sorted { Bytes($0.key) < Bytes($1.key) }, passingWeight: weight,
      warningWeight: weight, status: status, node: node ?? bare, datacenter: "")
  }

  // MARK: - host:port

  mutating func readHostAndPort(_ value: Bytes) throws(LayoutMistake) {
    let text = LayoutContent.trimmed(value)
    guard let colon = text.storage.lastIndex(of: UInt8(ascii: ":")), colon > 0 else {
      throw LayoutMistake(expected: "`address:port`", found: value)
    }
    address = text[0..<colon].string
    port = try LayoutContent.port(text[(colon + 1)..<text.count])
  }

  /// registrator's id is `HOST:CONTAINER:PORT`, and `:udp` behind it where that is the protocol.
  mutating func readRegistratorID() {
    let parts = (id ?? "").split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 3, let host = parts.first, !host.isEmpty else { return }
    node = String(host)
    if parts.count > 3, parts.last == "udp" { tags.append("udp") }
  }

  // MARK: - JSON

  mutating func readObject(_ value: Bytes, _ fields: LayoutFields) throws(LayoutMistake) {
    let root = try LayoutContent.root(value)
    func field(_ names: [String]) -> JSONCursor? {
      names.lazy.compactMap { LayoutContent.field($0, of: root) }.first
    }
    if let cursor = field(fields.address) { address = try LayoutContent.text(cursor, "address") }
    if let cursor = field(fields.port) { port = try LayoutContent.port(cursor) }
    if let cursor = field(fields.id) { id = try LayoutContent.text(cursor, "id") }
    if let cursor = field(fields.node) { node = try LayoutContent.text(cursor, "node") }
    if let cursor = field(fields.weight) {
      weight = try LayoutContent.weight(cursor)
      if weight == 0, fields.zeroIsNoWeight { weight = 1 }
    }
    if let cursor = field(fields.status) {
      let text = try LayoutContent.text(cursor, "status")
      guard let known = FileCatalog.Status(rawValue: text) else {
        throw LayoutMistake(
          expected: "`passing`, `warning`, `critical` or `maintenance` as status",
          found: Bytes(text))
      }
      status = known
    }
    if let cursor = field(fields.tags) {
      guard cursor.kind == .array else {
        throw LayoutMistake("expected an array as tags, found \(cursor.kindName)")
      }
      for element in cursor.elements { tags.append(try LayoutContent.text(element, "tag")) }
    }
    if let cursor = field(fields.meta) { try readMeta(cursor) }
    for name in fields.extra {
      if let cursor = field([name]), let text = LayoutContent.scalar(cursor) {
        meta.append(FileCatalog.Pair(key: name, value: text))
      }
    }
  }

  private mutating func readMeta(_ cursor: JSONCursor) throws(LayoutMistake) {
    guard cursor.kind == .object else {
      throw LayoutMistake("expected an object as meta data, found \(cursor.kindName)")
    }
    for (key, value) in cursor.members {
      guard let name = key.string, let text = LayoutContent.scalar(value) else {
        throw LayoutMistake("expected a text in the meta data, found \(value.kindName)")
      }
      // Of a name given twice the last counts, as everywhere in JSON.
      meta.removeAll { $0.key == name }
      meta.append(FileCatalog.Pair(key: name, value: text))
    }
  }

  private static func root(_ value: Bytes) throws(LayoutMistake) -> JSONCursor {
    let root: JSONCursor
    do throws(JSONError) {
      root = try JSONTape(value.storage, limits: .init(depth: 64)).root
    } catch { throw LayoutMistake(expected: "a JSON object", found: value) }
    guard root.kind == .object else {
      throw LayoutMistake("expected a JSON object, found \(root.kindName)")
    }
    return root
  }

  /// The field of a name, or of a path of names; null counts as absent.
  private static func field(_ path: String, of root: JSONCursor) -> JSONCursor? {
    var cursor = root
    for name in path.split(separator: ".") {
      guard cursor.kind == .object, let next = cursor.member(Bytes(String(name))) else {
        return nil
      }
      cursor = next
    }
    return cursor.isNull ? nil : cursor
  }

  private static func text(_ cursor: JSONCursor, _ what: String) throws(LayoutMistake) -> String {
    guard let text = cursor.string, !text.isEmpty else {
      throw LayoutMistake("expected a text as \(what), found \(cursor.kindName)")
    }
    return text
  }

  private static func scalar(_ cursor: JSONCursor) -> String? {
    cursor.string ?? cursor.numberText?.string ?? cursor.bool.map { $0 ? "true" : "false" }
  }

  private static func weight(_ cursor: JSONCursor) throws(LayoutMistake) -> Int64 {
    guard let number = cursor.int64 ?? cursor.string.flatMap({ Int64($0) }),
      0...65_535 ~= number
    else {
      throw LayoutMistake("expected a weight from 0 to 65535, found \(cursor.kindName)")
    }
    return number
  }

  // MARK: - Parts

  private static func port(_ cursor: JSONCursor) throws(LayoutMistake) -> Int64 {
    if let text = cursor.bytes { return try port(text) }
    return try port(cursor.numberText ?? Bytes(cursor.kindName))
  }

  /// A port from 1 to 65535, in digits only.
  static func port(_ text: Bytes) throws(LayoutMistake) -> Int64 {
    let digits = text.storage
    guard (1...5).contains(digits.count), digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      let number = Int64(text.string), 1...65_535 ~= number
    else { throw LayoutMistake(expected: "a port from 1 to 65535", found: text) }
    return number
  }

  /// An address without its brackets. Whoever may write keys must not be able to write lines into
  /// a configuration: an address has no blanks, quotes or anything of the kind.
  private static func bareAddress(_ address: String) throws(LayoutMistake) -> String {
    var bare = address
    if bare.hasPrefix("["), bare.hasSuffix("]") { bare = String(bare.dropFirst().dropLast()) }
    let isPlain = bare.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "%"):
        true
      default: false
      }
    }
    guard isPlain, !bare.isEmpty else {
      throw LayoutMistake(expected: "an address", found: Bytes(address))
    }
    return bare
  }

  private static func trimmed(_ value: Bytes) -> Bytes {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    let end = value.storage.lastIndex { !blanks.contains($0) }.map { $0 + 1 } ?? 0
    let start = value.storage.firstIndex { !blanks.contains($0) } ?? 0
    return start < end ? value[start..<end] : Bytes()
  }
}
