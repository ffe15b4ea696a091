import RegistryCore
package import Values

/// How the answers to one sort of query stand in a recording. The sort is the word before the
/// parenthesis of the query's text.
package struct AnswerKind: Sendable {
  /// The word: `service` of `consul::service(web|passing)`.
  package let word: String
  /// The type of the answer; `.any` is written and read as plain JSON.
  package let type: GoType
  /// Whether all texts of the answer are secret, whatever they are called.
  package let isSecret: Bool
  /// The functions of templates which ask such queries.
  package let functions: [String]

  /// Every sort. A new one is one line; without it its answers are plain JSON.
  package static let all: [AnswerKind] = [
    AnswerKind("service", list(of: RegistryShapes.healthService)),
    AnswerKind("connect", list(of: RegistryShapes.healthService)),
    AnswerKind("services", list(of: RegistryShapes.catalogSnippet)),
    AnswerKind("nodes", list(of: RegistryShapes.node)),
    AnswerKind("node", .pointer(.record(RegistryShapes.catalogNode))),
    AnswerKind("datacenters", .slice(.string)),
    AnswerKind("key", .string, functions: ["key", "keyExists", "keyOrDefault"]),
    AnswerKind(
      "prefix", list(of: RegistryShapes.keyPair), functions: ["ls", "tree", "safeLs", "safeTree"]),
    AnswerKind("query", list(of: RegistryShapes.healthService)),
    AnswerKind("caRoots", list(of: RegistryShapes.caRoot)),
    AnswerKind("caLeaf", .pointer(.record(RegistryShapes.leafCert)), isSecret: true),
    AnswerKind("peerings", list(of: RegistryShapes.peering)),
    AnswerKind("partitions", list(of: RegistryShapes.partition)),
    AnswerKind("exportedServices", .slice(.record(RegistryShapes.exportedService))),
    AnswerKind("importedServices", .slice(.record(RegistryShapes.importedService))),
  ]

  /// The sort of a query's text, which people may also write with a template's function; one that
  /// is not in the table is plain JSON.
  package static func kind(of word: String) -> AnswerKind {
    all.first { $0.word == word } ?? all.first { $0.functions.contains(word) }
      ?? AnswerKind(word, .any)
  }

  private init(
    _ word: String, _ type: GoType, isSecret: Bool = false, functions: [String]? = nil
  ) {
    self.word = word
    self.type = type
    self.isSecret = isSecret
    self.functions = functions ?? [word]
  }

  private static func list(of shape: RecordShape) -> GoType { .slice(.pointer(.record(shape))) }
}
