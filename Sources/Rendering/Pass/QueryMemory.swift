import RegistryCore
import Values

/// The queries that the calls of the last pass wrote, so that the next one does not parse a
/// thousand of them again, and finds their answers by address.
package final class QueryMemory {
  private struct Call: Hashable {
    let function: String
    let arguments: [Bytes]
  }

  private struct Entry {
    let query: Query
    /// The last pass that used it.
    var pass: Int
  }

  private var entries: [Call: Entry] = [:]
  private var pass = 0
  private var used = 0

  /// A memory of nothing.
  package init() {}

  /// How many queries are remembered.
  package var count: Int { entries.count }

  /// What `grammar.query` makes of a call.
  func query(
    of function: String, _ arguments: [Bytes], in grammar: QueryGrammar
  ) throws(QuerySyntaxError) -> Query? {
    let call = Call(function: function, arguments: arguments)
    if let index = entries.index(forKey: call) {
      if entries.values[index].pass != pass {
        entries.values[index].pass = pass
        used += 1
      }
      return entries.values[index].query
    }
    guard let query = try grammar.query(of: function, arguments) else { return nil }
    entries[call] = Entry(query: query, pass: pass)
    used += 1
    return query
  }

  /// Ends a pass.
  func finish() {
    // Names come and go: what is used no more must not stay for ever.
    if entries.count > 2 * used + 64 { entries = entries.filter { $0.value.pass == pass } }
    pass += 1
    used = 0
  }
}
