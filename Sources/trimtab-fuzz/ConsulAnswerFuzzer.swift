import Registries
import RegistryCore
import Values

/// Any bytes as Consul's answer: refused or read, and the same each time.
enum ConsulAnswerFuzzer {
  private static let subjects: [Query.Subject] = [
    .service(.init(name: "web", statuses: [.passing, .warning])), .services(.init()),
    .nodes(near: "", .init()), .node(name: "n", .init()), .datacenters(ignoresFailing: false),
    .key(path: "a", .init()), .prefix(path: "a", .init()),
    .preparedQuery(name: "q", near: "", .init()), .mesh(.caRoots, .init()),
    .mesh(.caLeaf(service: "a"), .init()), .mesh(.peerings, .init()),
    .mesh(.partitions, .init()), .mesh(.exportedServices, .init()),
    .mesh(.importedServices, .init()),
  ]

  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let body = Array(bytes)
    for subject in subjects {
      let first = try? ConsulAnswers.value(of: subject, body: body)
      let second = try? ConsulAnswers.value(of: subject, body: body)
      switch (first, second) {
      case (nil, nil): break
      case (let first?, let second?):
        precondition(first.isIdentical(to: second), "the same answer gives the same value")
      default: preconditionFailure("the same answer is read or refused each time")
      }
    }
    _ = try? ConsulAnswers.nodeName(agent: body)
    _ = ConsulTarget("/v1/kv/", name: String(decoding: body, as: UTF8.self)).text
  }
}
