import Registries
import RegistryCore
import Values

/// How the suite's data, numbers by item in groups, are written in a store and asked for.
enum StoreShape: String, CaseIterable {
  /// Keys below a prefix.
  case keys
  /// Instances of a service in keys, by a layout.
  case layout
  /// Instances of a service in the store's own catalogue.
  case services

  func query(_ group: String) -> Query {
    switch self {
    case .keys: Query(registry: "r", .prefix(path: "c/\(group)/", .init()))
    case .layout: Query(registry: "r", .service(.init(name: group)))
    // A check that nobody reports to is critical after Consul was killed.
    case .services: Query(registry: "r", .service(.init(name: group, statuses: [])))
    }
  }

  func registry(
    of store: any TestedStore, at port: UInt16? = nil, isHasty: Bool = false
  ) throws -> any Registry {
    try wrapped(store.registry(at: port, isHasty: isHasty))
  }

  /// A store's registry as one that answers queries of this shape.
  func wrapped(_ registry: any Registry) throws -> any Registry {
    guard self == .layout else { return registry }
    return LayoutRegistry(registry, layout: try .registrator())
  }

  func write(_ items: [String: Int], to group: String, in store: any TestedStore) throws {
    switch self {
    case .keys:
      try store.put(items.map { ("c/\(group)/\($0.key)", Array("\($0.value)".utf8)) })
    case .layout:
      try store.put(
        items.map { ("services/\(group)/\($0.key)", Array("127.0.0.1:\($0.value)".utf8)) })
    case .services: try store.register(group, items)
    }
  }

  func remove(_ item: String, from group: String, in store: any TestedStore) throws {
    switch self {
    case .keys: try store.delete("c/\(group)/\(item)")
    case .layout: try store.delete("services/\(group)/\(item)")
    case .services: try store.deregister(item, of: group)
    }
  }

  /// The numbers of a reading; nil if it is none that a query for a group may have.
  func content(_ reading: Reading) -> [String: Int]? {
    guard case .list(let list) = reading.value else { return nil }
    var content: [String: Int] = [:]
    for element in list.elements {
      guard case .recordPointer(let record) = element, let (item, number) = entry(record) else {
        return nil
      }
      content[item] = number
    }
    return content.count == list.elements.count ? content : nil
  }

  private func entry(_ record: RecordValue) -> (String, Int)? {
    if self == .keys {
      guard case .bytes(let key)? = record["Key"], case .bytes(let value)? = record["Value"],
        let number = Int(value.string)
      else { return nil }
      return (key.string, number)
    }
    guard case .bytes(let id)? = record["ID"], case .int(let port, _)? = record["Port"] else {
      return nil
    }
    // Ids of a catalogue are unique beyond their service: `SERVICE.ITEM`.
    return (id.string.split(separator: ".").last.map(String.init) ?? "", Int(port))
  }
}
