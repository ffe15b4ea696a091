import Diagnostics
import SystemSupport

/// Two templates must not write one file or share a name.
enum DuplicateTemplates {
  /// Adds an error at each later template, with a note at the first.
  static func find(
    _ drafts: [(draft: TemplateDraft, block: SettingNode)], _ list: inout DiagnosticList
  ) {
    findWriters(
      drafts.compactMap { draft, _ in
        guard let path = draft.destinationPath, let node = draft.destination else { return nil }
        return (path, node)
      }, &list)
    var names: [String: SettingNode] = [:]
    for (draft, block) in drafts {
      guard let name = draft.name, case .table(let table) = block.kind,
        let node = table["name"]?.value
      else { continue }
      if let first = names[name] {
        report("two templates are named `\(name)`", "duplicate-name", node, first, &list)
      }
      names[name] = names[name] ?? node
    }
  }

  /// The same for files alone, each with the place where it is named.
  static func findWriters(
    _ destinations: [(path: String, node: SettingNode)], _ list: inout DiagnosticList
  ) {
    var writers: [String: SettingNode] = [:]
    for (path, node) in destinations {
      let place = FilePath.normalized(path)
      if let first = writers[place] {
        report("two templates write `\(path)`", "duplicate-destination", node, first, &list)
      }
      writers[place] = writers[place] ?? node
    }
  }

  private static func report(
    _ message: String, _ code: String, _ node: SettingNode, _ first: SettingNode,
    _ list: inout DiagnosticList
  ) {
    list.add(
      Diagnostic(code: code, message, source: node.source, span: node.span),
      notes: [
        Diagnostic(
          .note, code: code, "the first is here", source: first.source, span: first.span)
      ])
  }
}
