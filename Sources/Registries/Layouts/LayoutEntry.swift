package import Values

/// What one key says about services. Pure.
package enum LayoutEntry: Sendable, Equatable {
  /// An instance of a service.
  case instance(FileCatalog.Instance)
  /// A key of a service that cannot be read as one of its instances.
  case malformed(service: String, reason: String)
  /// A key that is about no service.
  case other
}

extension LayoutEntry {
  /// Reads a key, without a slash at its beginning, and its value by a layout.
  package init(path: Bytes, value: Bytes, _ layout: ServiceLayout) {
    guard let names = LayoutEntry.names(path, layout), let service = names.service else {
      self = .other
      return
    }
    do throws(LayoutMistake) {
      self = .instance(try LayoutEntry.instance(service, names, value, layout))
    } catch {
      self = .malformed(service: service, reason: error.reason)
    }
  }

  /// What a key tells.
  private struct Names {
    var service: String?
    var id: String?
    var address: String?
    var port: String?
    var node: String?
    var tags: [String] = []
    var meta: [FileCatalog.Pair] = []
  }

  private static func names(_ path: Bytes, _ layout: ServiceLayout) -> Names? {
    switch layout.keys {
    case .pattern(let pattern): pattern.match(path).map(names)
    case .domain(let prefix): names(path, below: prefix)
    }
  }

  private static func names(_ found: [String: Bytes]) -> Names {
    var names = Names()
    for (name, value) in found {
      let text = value.string
      switch name {
      case "service": names.service = text
      case "id": names.id = text
      case "address": names.address = text
      case "port": names.port = text
      case "node": names.node = text
      case "tag": names.tags = [text]
      default: names.meta.append(FileCatalog.Pair(key: name, value: text))
      }
    }
    return names
  }

  /// The last label is the instance, the one before it the service; others between the domain and
  /// the service, such as a region, are its tags.
  private static func names(_ path: Bytes, below prefix: String) -> Names? {
    guard path.hasPrefix(Bytes(prefix)) else { return nil }
    let rest = path[prefix.utf8.count..<path.count].string
    let labels = rest.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard let last = labels.last, !labels.contains("") else { return nil }
    // What SkyDNS and CoreDNS keep for themselves: settings, and zones of other servers.
    if labels == ["config"] || zip(labels, labels.dropFirst()).contains(where: isReserved) {
      return nil
    }
    var names = Names()
    names.id = last
    names.service = labels.count == 1 ? last : labels[labels.count - 2]
    names.tags = Array(labels.dropLast(2))
    return names
  }

  private static func isReserved(_ label: String, _ next: String) -> Bool {
    label == "dns" && ["stub", "apex", "ns"].contains(next)
  }

  private static func instance(
    _ service: String, _ names: Names, _ value: Bytes, _ layout: ServiceLayout
  ) throws(LayoutMistake) -> FileCatalog.Instance {
    var content = LayoutContent()
    content.id = names.id
    content.node = names.node
    content.tags = names.tags
    content.meta = names.meta
    switch layout.form {
    case .keyOnly: break
    case .hostAndPort: try content.readHostAndPort(value)
    case .json(let fields): try content.readObject(value, fields)
    }
    if let address = names.address { content.address = address }
    if let port = names.port { content.port = try LayoutContent.port(Bytes(port)) }
    if layout.name == "registrator" { content.readRegistratorID() }
    return try content.instance(of: service)
  }
}

/// Why a key cannot be read as an instance.
struct LayoutMistake: Error {
  /// `expected X, found Y`
  let reason: String

  init(_ reason: String) { self.reason = reason }

  init(expected: String, found: Bytes) {
    let shown = String(found.string.unicodeScalars.prefix(60).map(Character.init)).filter {
      !$0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }
    let isWhole = shown.utf8.count == found.count
    reason = "expected \(expected), found `\(shown)\(isWhole ? "" : "...")`"
  }
}
