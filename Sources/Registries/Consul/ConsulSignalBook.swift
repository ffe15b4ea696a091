import DataFormats
import RegistryCore

/// What the signals said last, and what has moved when they say something else. Pure.
///
/// Names are kept as numbers, which is enough to tell them apart and takes little room.
struct ConsulSignalBook {
  /// What moved; a position of zero says that it is not known where to.
  struct Hint: Equatable {
    var services: [UInt64: UInt64] = [:]
    var keys: [UInt64: UInt64] = [:]
    /// Anything may have moved.
    var isVague = false

    var isEmpty: Bool { services.isEmpty && keys.isEmpty && !isVague }
  }

  /// A thing that a signal lists.
  struct Item: Equatable {
    /// The number of the service or node that it belongs to.
    let owner: UInt64
    let position: UInt64
    var isAboutNode = false
  }

  private var known: [ConsulSignal: [UInt64: Item]] = [:]
  private var nodeNames: [UInt64: String] = [:]

  /// The names of all nodes, as the last answer had them.
  private(set) var nodes: Set<String> = []

  /// Takes an answer; says what moved since the one before.
  mutating func receive(
    _ signal: ConsulSignal, _ body: [UInt8], isMissing: Bool = false
  ) throws(ConsulAnswerError) -> Hint {
    let items = isMissing ? [:] : try read(signal, body)
    let before = known.updateValue(items, forKey: signal)
    guard let before else { return Hint() }
    var hint = Hint()
    var kept = 0
    for (name, item) in items {
      let old = before[name]
      if old != nil { kept += 1 }
      guard old != item else { continue }
      note(signal, name, item, at: item.position, &hint)
      // An id may have gone over to another service.
      if let old, old.owner != item.owner { note(signal, name, old, at: 0, &hint) }
    }
    if kept < before.count {
      for (name, item) in before where items[name] == nil { note(signal, name, item, at: 0, &hint) }
    }
    // Nothing to be seen: what moved is not in the answer.
    switch signal {
    case .services, .keyNames: hint.isVague = true
    default: break
    }
    return hint
  }

  /// Forgets what a signal said that is not watched any more.
  mutating func forget(_ signal: ConsulSignal) { known[signal] = nil }

  private func note(
    _ signal: ConsulSignal, _ name: UInt64, _ item: Item, at position: UInt64, _ hint: inout Hint
  ) {
    switch signal {
    case .keys: hint.keys[name] = position
    case .services: hint.services[name] = 0
    case .keyNames: break
    case .nodes: noteAll(on: name, &hint)
    case .critical, .warning, .node:
      if item.isAboutNode { return noteAll(on: item.owner, &hint) }
      let other = hint.services[item.owner]
      hint.services[item.owner] = other == 0 || position == 0 ? 0 : max(other ?? 0, position)
    }
  }

  /// Something moved that concerns all services on a node.
  private func noteAll(on node: UInt64, _ hint: inout Hint) {
    guard let name = nodeNames[node], let items = known[.node(name)] else {
      hint.isVague = true
      return
    }
    for item in items.values { hint.services[item.owner] = 0 }
  }
}

// MARK: - reading

extension ConsulSignalBook {
  private mutating func read(
    _ signal: ConsulSignal, _ body: [UInt8]
  ) throws(ConsulAnswerError) -> [UInt64: Item] {
    let root: JSONCursor
    do throws(JSONError) {
      root = try JSONTape(body, limits: .init(depth: 64)).root
    } catch { throw ConsulAnswerError("expected JSON: \(error)") }
    // So Consul says that there is nothing.
    if root.isNull { return [:] }
    switch signal {
    case .critical, .warning: return try root.rows("the answer", ConsulSignalBook.check)
    case .nodes: return try nodes(root)
    case .node:
      guard let list = root["Services"], !list.isNull else { return [:] }
      return try list.rows("Services", ConsulSignalBook.instance)
    case .services: return try services(root)
    case .keys: return try root.rows("the answer", ConsulSignalBook.key)
    case .keyNames: return [:]
    }
  }

  private mutating func nodes(_ root: JSONCursor) throws(ConsulAnswerError) -> [UInt64: Item] {
    var items: [UInt64: Item] = [:]
    nodes = []
    nodeNames = [:]
    for node in try root.list("the answer") {
      guard let name = node["Node"]?.string else {
        throw ConsulAnswerError("expected the name of a node")
      }
      let number = NameNumber.of(name)
      nodes.insert(name)
      nodeNames[number] = name
      items[number] = Item(
        owner: number, position: try node["ModifyIndex"]?.unsigned("ModifyIndex") ?? 0)
    }
    return items
  }

  private func services(_ root: JSONCursor) throws(ConsulAnswerError) -> [UInt64: Item] {
    var items: [UInt64: Item] = [:]
    for (name, tags) in try root.object("the answer") {
      let number = try NameNumber.of(name, "a service", foldsCase: true)
      var sum: UInt64 = 0
      for tag in tags.elements { sum &+= try NameNumber.of(tag, "a tag") }
      items[number] = Item(owner: number, position: sum)
    }
    return items
  }
}
