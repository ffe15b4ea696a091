import DataFormats
import Diagnostics
import RegistryCore
import Values

/// Collects the contents and the mistakes of files.
struct FileCatalogBuilder {
  private struct Place {
    let source: Source
    let span: Span

    var text: String {
      let position = source.position(of: span.start)
      return "\(source.name):\(position.line):\(position.column)"
    }
  }

  private struct InstanceName: Hashable {
    let datacenter: String
    let node: String
    let id: String
  }

  private static let serviceKeys = [
    "name", "id", "address", "port", "tags", "meta", "weight", "weights", "status", "node",
    "datacenter",
  ]

  var diagnostics: [Diagnostic] = []
  var instances: [FileCatalog.Instance] = []
  var keys: [FileCatalog.Pair] = []
  private var instancePlaces: [InstanceName: Place] = [:]
  private var keyPlaces: [String: Place] = [:]

  mutating func read(_ file: FileAnswers.File) {
    let source = file.source
    // A file that is being written is empty for a moment, which must not empty the balancer.
    guard source.text.contains(where: { $0 > 0x20 }) else {
      diagnostics.append(
        Diagnostic(
          code: "empty-file", "the file is empty", source: source,
          hint: "a file without services holds at least a comment"))
      return
    }
    do throws(DiagnosticError) {
      let root = try DocumentReader.read(source, file.format)
      // A YAML text of comments only.
      if case .null = root.kind { return }
      guard let table = FileTable(root, what: "the file", in: source, &diagnostics) else { return }
      table.checkKeys(["service", "keys"], &diagnostics)
      if let services = table["service"] { readServices(services.value, source) }
      if let keys = table["keys"] { readKeys(keys.value, folder: nil, source) }
    } catch {
      diagnostics += error.diagnostics
    }
  }

  // MARK: - Services

  private mutating func readServices(_ node: DocumentNode, _ source: Source) {
    guard case .array(let nodes) = node.kind else {
      var mismatch = FileTable.mismatch("a list of services", node, source)
      if case .table = node.kind { mismatch.hint = "write `[[service]]` for each instance" }
      diagnostics.append(mismatch)
      return
    }
    for node in nodes { readService(node, source) }
  }

  private mutating func readService(_ node: DocumentNode, _ source: Source) {
    let count = diagnostics.count
    guard let table = FileTable(node, what: "a service", in: source, &diagnostics) else { return }
    table.checkKeys(FileCatalogBuilder.serviceKeys, &diagnostics)
    let name = table.requiredText("name", &diagnostics)
    let address = table.requiredText("address", &diagnostics)
    let port = table.requiredInteger("port", in: 0...65_535, &diagnostics)
    let id = table.optionalText("id", &diagnostics)
    let weights = weights(table)
    let instance = FileCatalog.Instance(
      name: name, id: id ?? "\(name)-\(address)-\(port)", address: address, port: port,
      tags: Set(table.texts("tags", &diagnostics)).sorted { FileCatalog.precedes([$0], [$1]) },
      meta: table.pairs("meta", &diagnostics).sorted { FileCatalog.precedes([$0.key], [$1.key]) },
      passingWeight: weights.passing, warningWeight: weights.warning, status: status(table),
      node: table.optionalText("node", &diagnostics) ?? address,
      datacenter: table.optionalText("datacenter", &diagnostics) ?? "dc1")
    guard diagnostics.count == count else { return }
    let place = Place(source: source, span: table["id"]?.value.span ?? table.span)
    add(instance, at: place)
  }

  private mutating func add(_ instance: FileCatalog.Instance, at place: Place) {
    let name = InstanceName(
      datacenter: instance.datacenter, node: instance.node, id: instance.id)
    if let first = instancePlaces[name] {
      diagnostics.append(
        Diagnostic(
          code: "duplicate-id",
          "the id `\(instance.id)` is used twice on node `\(instance.node)`",
          source: place.source, span: place.span, hint: "it was first used at \(first.text)"))
      return
    }
    instancePlaces[name] = place
    instances.append(instance)
  }

  private mutating func weights(_ table: FileTable) -> (passing: Int64, warning: Int64) {
    let range: ClosedRange<Int64> = 0...65_535
    guard let both = table.table("weights", what: "`weights`", &diagnostics) else {
      return (table.optionalInteger("weight", in: range, &diagnostics) ?? 1, 1)
    }
    if let entry = table["weight"] {
      diagnostics.append(
        Diagnostic(
          code: "conflicting-keys", "expected either `weight` or `weights`, found both",
          source: table.source, span: entry.keySpan))
    }
    both.checkKeys(["passing", "warning"], &diagnostics)
    return (
      both.optionalInteger("passing", in: range, &diagnostics) ?? 1,
      both.optionalInteger("warning", in: range, &diagnostics) ?? 1
    )
  }

  private mutating func status(_ table: FileTable) -> FileCatalog.Status {
    guard let text = table.optionalText("status", &diagnostics) else { return .passing }
    if let status = FileCatalog.Status(rawValue: text) { return status }
    let known = FileCatalog.Status.allCases.map(\.rawValue)
    diagnostics.append(
      Diagnostic(
        code: "unknown-status",
        "expected `passing`, `warning`, `critical` or `maintenance`, found `\(text)`",
        source: table.source, span: table["status"]?.value.span,
        hint: Suggestion.hint(for: text, among: known)))
    return .passing
  }

  // MARK: - Keys

  private mutating func readKeys(_ node: DocumentNode, folder: String?, _ source: Source) {
    guard case .table(let entries) = node.kind else {
      diagnostics.append(FileTable.mismatch("a table of keys", node, source))
      return
    }
    for entry in entries {
      let path = folder.map { "\($0)/\(entry.key)" } ?? entry.key
      if entry.key.isEmpty {
        diagnostics.append(
          Diagnostic(
            code: "empty-key", "a key must not be empty", source: source, span: entry.keySpan))
      } else if case .table = entry.value.kind {
        readKeys(entry.value, folder: path, source)
      } else if let text = FileTable.scalarText(entry.value) {
        add(FileCatalog.Pair(key: path, value: text), Place(source: source, span: entry.keySpan))
      } else {
        diagnostics.append(
          FileTable.mismatch("a text or table for `\(entry.key)`", entry.value, source))
      }
    }
  }

  private mutating func add(_ pair: FileCatalog.Pair, _ place: Place) {
    if let first = keyPlaces[pair.key] {
      diagnostics.append(
        Diagnostic(
          code: "duplicate-key", "the key `\(pair.key)` is set twice", source: place.source,
          span: place.span, hint: "it was first set at \(first.text)"))
      return
    }
    keyPlaces[pair.key] = place
    keys.append(pair)
  }
}
