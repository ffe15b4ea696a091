import Diagnostics
package import RegistryCore
package import Values

/// Reads the arguments of the registry functions: consul-template's query grammar, and before it
/// optionally a configured registry's name (`edge::web`).
///
///     service, connect   [registry] [tag "."] name [options] [dc] [near] [filter]
///     services           [registry] [options] [dc]
///     nodes              [registry] [options] [dc] [near]
///     node               [registry] [node [options] [dc]]
///     datacenters        [registry]
///     key...             [registry] ["/"] path [options] [dc]
///     ls, tree...        [registry] ["/"] path [options] [dc]
///     query              [registry] name [options] [dc] [near]
///     caLeaf             [registry] name [options] [dc]
///     caRoots, peerings, partitions
///                        [registry] [options] [dc]
///     exportedServices, importedServices
///                        [registry] [partition] [options] [dc]
///
/// A text before `::` which is no registry's name is an ordinary part of a tag or path.
package struct QueryGrammar: Sendable {
  /// The registry of arguments that name none.
  package let defaultRegistry: String
  /// The names that may stand before `::`.
  package let registries: Set<String>

  /// The grammar for a set of configured registries.
  package init(defaultRegistry: String, registries: Set<String> = []) {
    self.defaultRegistry = defaultRegistry
    self.registries = registries.union([defaultRegistry])
  }

  /// The argument of `service`.
  package func service(_ text: Bytes) throws(QuerySyntaxError) -> Query {
    try instances(text, function: "service")
  }

  /// The argument of `connect`.
  package func connect(_ text: Bytes) throws(QuerySyntaxError) -> Query {
    try instances(text, function: "connect")
  }

  /// The argument of `services`.
  package func services(_ text: Bytes) throws(QuerySyntaxError) -> Query {
    var (reader, registry) = start(text, function: "services")
    let scope = try reader.scope()
    try reader.end()
    return Query(registry: registry, .services(scope))
  }

  /// The argument of `nodes`.
  package func nodes(_ text: Bytes) throws(QuerySyntaxError) -> Query {
    var (reader, registry) = start(text, function: "nodes")
    let scope = try reader.scope()
    let near = try reader.near()
    try reader.end()
    return Query(registry: registry, .nodes(near: near, scope))
  }

  /// The argument of `node`; the empty one asks for the agent's own node.
  package func node(_ text: Bytes) throws(QuerySyntaxError) -> Query {
    var (reader, registry) = start(text, function: "node")
    if reader.isAtEnd { return Query(registry: registry, .node(name: "", Query.Scope())) }
    let name = reader.run(QueryReader.isHostByte)
    guard !name.isEmpty else { throw expectedName("a node's name", reader) }
    let scope = try reader.scope()
    try reader.end()
    return Query(registry: registry, .node(name: name.string, scope))
  }

  /// The arguments of `datacenters`: at most a registry's name with its `::`, and whether to leave
  /// out those which do not answer.
  package func datacenters(
    _ text: Bytes, ignoresFailing: Bool
  ) throws(QuerySyntaxError) -> Query {
    let (reader, registry) = start(text, function: "datacenters")
    guard reader.isAtEnd else {
      throw reader.error(
        "expected a registry's name and `::`, found \(reader.found)", hint: registryHint(reader))
    }
    return Query(registry: registry, .datacenters(ignoresFailing: ignoresFailing))
  }

  /// The argument of `key`, `keyExists` and `keyOrDefault`.
  package func key(_ text: Bytes, function: String = "key") throws(QuerySyntaxError) -> Query {
    let (registry, path, scope) = try location(text, function: function)
    return Query(registry: registry, .key(path: path, scope))
  }

  /// The argument of `ls`, `tree` and their safe forms; `/` alone means all keys.
  package func prefix(_ text: Bytes, function: String = "ls") throws(QuerySyntaxError) -> Query {
    let (registry, path, scope) = try location(text, function: function)
    return Query(registry: registry, .prefix(path: path == "/" ? "" : path, scope))
  }

  private func instances(_ text: Bytes, function: String) throws(QuerySyntaxError) -> Query {
    var (reader, registry) = start(text, function: function)
    let (tag, name) = try tagAndName(&reader)
    let scope = try reader.scope()
    let near = try reader.near()
    let statuses = try reader.statuses()
    try reader.end()
    return Query(
      registry: registry,
      .service(
        Query.ServiceQuery(
          name: name, tag: tag, statuses: statuses, near: near, connect: function == "connect",
          scope: scope)))
  }

  /// `[tag "."] name`: the last dot of the run separates, for tags may hold dots and names may not.
  private func tagAndName(
    _ reader: inout QueryReader
  ) throws(QuerySyntaxError) -> (tag: String, name: String) {
    let start = reader.position
    let run = reader.run(QueryReader.isTagByte)
    let dot = run.storage.lastIndex(of: UInt8(ascii: "."))
    let nameStart = dot.map { $0 + 1 } ?? 0
    let name = run[nameStart..<run.count]
    guard !name.isEmpty else { throw expectedName("a service's name", reader) }
    if dot == 0 {
      throw reader.error("expected a tag before the `.`, found none", at: start)
    }
    if let wrong = name.storage.firstIndex(where: { !QueryReader.isNameByte($0) }) {
      throw reader.error(
        "expected a service's name of letters, digits, `-` and `_`, found "
          + "`\(Character(Unicode.Scalar(name[wrong])))`",
        at: start + nameStart + wrong, hint: registryHint(reader))
    }
    return (run[0..<(dot ?? 0)].string, name.string)
  }

  private func location(
    _ text: Bytes, function: String
  ) throws(QuerySyntaxError) -> (registry: String, path: String, scope: Query.Scope) {
    var (reader, registry) = start(text, function: function)
    let slash = reader.skip(UInt8(ascii: "/"))
    let start = reader.position
    let run = reader.run { $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: "?") }
    guard slash || !run.isEmpty else { throw expectedName("a path", reader) }
    guard let path = String(validating: run.storage, as: UTF8.self) else {
      throw reader.error("expected a path in UTF-8", at: start)
    }
    let filterStart = reader.position
    let scope = try reader.scope()
    try reader.end()
    guard scope.filter.isEmpty else {
      throw reader.error("keys have nothing that `filter` could look at", at: filterStart)
    }
    // A lone slash is itself the path: the grammar needs one character.
    return (registry, path.isEmpty ? "/" : path, scope)
  }

  func start(_ text: Bytes, function: String) -> (reader: QueryReader, registry: String) {
    var reader = QueryReader(function: function, text: text)
    let registry = reader.registry(among: registries) ?? defaultRegistry
    return (reader, registry)
  }

  func expectedName(_ what: String, _ reader: QueryReader) -> QuerySyntaxError {
    reader.error("expected \(what), found \(reader.found)")
  }

  private func registryHint(_ reader: QueryReader) -> String? {
    guard let name = reader.possibleRegistry, !registries.contains(name) else { return nil }
    let known = registries.sorted()
    let list = known.map { "`\($0)`" }.joined(separator: ", ")
    let suggestion = Suggestion.hint(for: name, among: known).map { ", \($0)" } ?? ""
    return "no registry is named `\(name)`; there is \(list)\(suggestion)"
  }
}
