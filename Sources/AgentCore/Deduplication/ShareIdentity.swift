import AgentConfiguration
import Diagnostics
import RegistryCore
import Rendering
import SystemSupport

/// Which agents share: those whose templates ask the same of the same registries.
struct ShareIdentity: Sendable {
  /// Whose data the registries have, by their names: those through which can be shared.
  let registries: [String: String]

  /// The registries of a configuration. `board` is the name of the one through which is shared: its
  /// address may differ from agent to agent, as all who meet there have the same data.
  init(_ configuration: Configuration, board: String) {
    var registries: [String: String] = [:]
    for settings in configuration.registries {
      registries[settings.name] = ShareIdentity.identity(
        of: settings, isBoard: settings.name == board)
    }
    self.registries = registries
  }

  /// A name for the template of a resource which no template has that asks other things.
  func name(of resource: ManagedResource) -> String {
    var parts = ["trimtab \(ShareManifest.format)", resource.registry]
    parts += registries.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let settings = resource.settings
    parts += [
      settings.delimiters.left, settings.delimiters.right, settings.missingKey.rawValue,
      settings.functions.rawValue,
    ]
    let text =
      Array(parts.joined(separator: "\n").utf8) + [0] + Array(resource.template.source.text)
    // Two digests of 64 bits: one alone would do for all templates of the world, but not surely.
    return [text, [1] + text.reversed()].map { part in
      let digest = String(ContentDigest.of(part), radix: 16)
      return String(repeating: "0", count: 16 - digest.count) + digest
    }.joined()
  }

  /// Where the answer to a query is found among those that are shared; nil if it is not to be
  /// shared: it is of this machine alone, or a secret by its sort.
  func key(of query: Query) -> CachedAnswer.Key? {
    guard !query.isSecret, ShareIdentity.isEverywhereTheSame(query.subject) else { return nil }
    return CacheFolder.key(of: query, registries)
  }

  private static func isEverywhereTheSame(_ subject: Query.Subject) -> Bool {
    switch subject {
    case .service(let query): query.near.isEmpty
    case .nodes(let near, _): near.isEmpty
    case .node(let name, _): !name.isEmpty
    // What a prepared query prefers may be what is near to the agent that is asked.
    case .preparedQuery: false
    case .services, .datacenters, .key, .prefix, .mesh: true
    }
  }

  private static func identity(of settings: RegistrySettings, isBoard: Bool) -> String? {
    switch settings.kind {
    case .consul(var consul):
      if isBoard { (consul.address, consul.addresses) = ("", []) }
      var neutral = settings
      neutral.kind = .consul(consul)
      return "\(neutral.identity) \(consul.consistency.rawValue) \(consul.refusesFiltered)"
    case .etcd(var etcd):
      if isBoard { etcd.endpoints = [] }
      var neutral = settings
      neutral.kind = .etcd(etcd)
      return neutral.identity
    case .etcdV2, .redis: return settings.identity
    case .file, .environment, .replay: return nil
    }
  }
}
