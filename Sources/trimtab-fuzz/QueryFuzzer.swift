import RegistryCore
import Rendering
import Values

/// The query grammar: no argument crashes it, a mistake has a place inside the argument, and the
/// canonical text of a query reads as the same query.
enum QueryFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let text = Bytes(copying: bytes)
    let grammar = QueryGrammar(defaultRegistry: "consul", registries: ["edge"])
    for function in functions {
      do throws(QuerySyntaxError) {
        let query = try parse(text, as: function, grammar)
        if let again = canonical(query) {
          let copy = try? parse(again, as: function, grammar)
          precondition(copy == query, "the canonical text of a query is that query")
        }
      } catch {
        precondition(
          (0...text.count).contains(error.position), "a mistake is inside of the argument")
        precondition(!error.description.isEmpty, "a mistake has words")
      }
    }
  }

  private static let functions = [
    "service", "connect", "services", "nodes", "node", "datacenters", "key", "query", "caLeaf",
    "caRoots", "peerings", "ls",
  ]

  private static func parse(
    _ text: Bytes, as function: String, _ grammar: QueryGrammar
  ) throws(QuerySyntaxError) -> Query {
    switch function {
    case "service": try grammar.service(text)
    case "connect": try grammar.connect(text)
    case "services": try grammar.services(text)
    case "nodes": try grammar.nodes(text)
    case "node": try grammar.node(text)
    case "datacenters": try grammar.datacenters(text, ignoresFailing: false)
    case "key": try grammar.key(text)
    case "query": try grammar.preparedQuery(text)
    case "ls": try grammar.prefix(text)
    default: try mesh(function, text, grammar)
    }
  }

  private static func mesh(
    _ function: String, _ text: Bytes, _ grammar: QueryGrammar
  ) throws(QuerySyntaxError) -> Query {
    guard let query = try grammar.mesh(text, function: function) else {
      preconditionFailure("it is one of the mesh's functions")
    }
    return query
  }

  /// `REGISTRY::` and what stands between the parentheses of the canonical text.
  private static func canonical(_ query: Query) -> Bytes? {
    // By code points: a combining mark after the parenthesis would make one character with it.
    let text = query.text.unicodeScalars
    guard let open = text.firstIndex(of: "("), text.last == ")" else { return nil }
    let inner = String(text[text.index(after: open)...].dropLast())
    switch query.subject {
    // A leading slash is dropped from paths; the path of all keys has no text.
    case .key, .prefix: return inner.isEmpty ? nil : Bytes("\(query.registry)::/\(inner)")
    default: return Bytes("\(query.registry)::\(inner)")
    }
  }
}
