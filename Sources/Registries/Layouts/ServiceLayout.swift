package import RegistryCore

/// How services are written in the keys of a store.
package struct ServiceLayout: Sendable, Equatable {
  /// How the value of a key is to be read.
  package enum Form: Sendable, Equatable {
    /// `10.0.0.1:80`, as registrator writes it.
    case hostAndPort
    /// An object with these fields.
    case json(LayoutFields)
    /// The value says nothing: the key has `{address}` and `{port}`.
    case keyOnly
  }

  /// How the key tells the service and the instance.
  package enum Keys: Sendable, Equatable {
    /// By a pattern.
    case pattern(LayoutPattern)
    /// By the labels of a domain's name in reverse order, below a prefix such as `skydns/com`.
    case domain(below: String)
  }

  /// How to read the keys.
  package let keys: Keys
  /// How to read the values.
  package let form: Form
  /// How messages name the layout.
  package let name: String

  /// The folder with all services, with a slash at its end; empty for the whole store.
  package var prefix: String {
    switch keys {
    case .pattern(let pattern): pattern.prefix
    case .domain(let prefix): prefix
    }
  }

  /// The form of the keys, for messages.
  package var keyForm: String {
    switch keys {
    case .pattern(let pattern): pattern.text
    case .domain(let prefix): "/\(prefix)SERVICE/ID"
    }
  }

  /// What registrator writes: `/PREFIX/SERVICE/HOST:CONTAINER:PORT` is `ADDRESS:PORT`.
  package static func registrator(
    prefix: String = "services"
  ) throws(RegistryError) -> ServiceLayout {
    ServiceLayout(
      keys: .pattern(try LayoutPattern(folder(prefix) + "{service}/{id}")), form: .hostAndPort,
      name: "registrator")
  }

  /// What SkyDNS and CoreDNS read, and registrator writes for them:
  /// `/skydns/com/example/web/1` is an object for `1.web.example.com`.
  package static func skydns(prefix: String = "skydns", domain: String = "") -> ServiceLayout {
    let labels = domain.lowercased().split(separator: ".").reversed()
    return ServiceLayout(
      keys: .domain(below: folder(prefix) + labels.map { $0 + "/" }.joined()),
      form: .json(.skydns), name: "skydns")
  }

  /// What nerve writes and synapse reads: `/nerve/services/SERVICE/services/INSTANCE` is an object.
  package static func nerve(
    pattern: String = "/nerve/services/{service}/services/{id}"
  ) throws(RegistryError) -> ServiceLayout {
    ServiceLayout(
      keys: .pattern(try LayoutPattern(pattern)), form: .json(.nerve), name: "nerve")
  }

  /// A layout of one's own.
  package static func custom(
    pattern: String, form: Form
  ) throws(RegistryError) -> ServiceLayout {
    let parsed = try LayoutPattern(pattern)
    if case .keyOnly = form {
      for name in ["address", "port"] where !pattern.contains("{\(name)}") {
        throw RegistryError(
          .unsupported, "the pattern `\(parsed.text)` of the services' keys has no `{\(name)}`")
      }
    }
    return ServiceLayout(keys: .pattern(parsed), form: form, name: "custom")
  }

  private static func folder(_ path: String) -> String {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) + "/" }.joined()
  }
}
