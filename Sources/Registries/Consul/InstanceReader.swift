import DataFormats
import RegistryCore
import Values

/// Reads the elements of Consul's health answers.
struct InstanceReader: ~Copyable {
  private var reader = RecordReader()
  private var checks: [PackedSlot] = []
  private let filter: [String]
  private let schemas = Schemas.shared

  /// A reader of instances with one of these statuses; of all if there are none.
  init(filter: [String]) { self.filter = filter }

  /// The instance, or nil if it has none of the wanted statuses.
  mutating func read(
    _ element: JSONGlance, known: inout KnownRecords
  ) throws(JSONShapeError) -> RecordValue? {
    guard element.isObject else {
      throw JSONShapeError(expected: "an object", as: "an instance", found: element)
    }
    let place = reader.packer.begin(RegistryShapes.healthService)
    reader.packer.put(.empty, at: schemas.tags, of: place)
    var aggregate = StatusAggregate()
    var (hasNode, hasService) = (false, false)
    for (key, value) in element.members {
      if key.equals(schemas.nodeKey) {
        try reader.read(value, schemas.node, into: place)
        hasNode = true
      } else if key.equals(schemas.serviceKey) {
        try reader.read(value, schemas.service, into: place)
        hasService = true
      } else if key.equals(schemas.checksKey), !value.isNull {
        aggregate = StatusAggregate()
        let list = try checks(value, &aggregate)
        reader.packer.put(list, at: schemas.checks, of: place)
      }
    }
    guard hasNode, hasService else {
      throw JSONShapeError("expected an instance with `Node` and `Service`")
    }
    try complete(place, aggregate.status)
    guard isWanted(aggregate.status) else { return nil }
    return known.finish(reader.packer)
  }

  /// The order in which templates see instances: by node and id.
  static func isInOrder(_ left: RecordValue, _ right: RecordValue) -> Bool {
    let order = left.packedOrder(to: right, at: Schemas.shared.nodeName)
    return order == 0
      ? left.packedOrder(to: right, at: Schemas.shared.id) < 0 : order < 0
  }

  /// Checks what must be there, and fills what follows from other fields.
  private mutating func complete(
    _ place: RecordPacker.Place, _ status: StaticString
  ) throws(JSONShapeError) {
    guard reader.packer.slot(at: schemas.nodeName, of: place) != .zero else {
      throw JSONShapeError("expected a `Node.Node`")
    }
    guard reader.packer.slot(at: schemas.name, of: place) != .zero else {
      throw JSONShapeError("expected a `Service.Service`")
    }
    if reader.packer.slot(at: schemas.address, of: place) == .zero {
      let address = reader.packer.slot(at: schemas.nodeAddress, of: place)
      reader.packer.put(address, at: schemas.address, of: place)
    }
    reader.packer.put(reader.packer.text(status), at: schemas.status, of: place)
    guard !reader.packer.isOverflowing else {
      throw JSONShapeError("an instance takes more than \(RecordPacker.limit) bytes")
    }
  }

  private func isWanted(_ status: StaticString) -> Bool {
    if filter.isEmpty { return true }
    let status = "\(status)"
    return filter.contains(status)
  }

  private mutating func checks(
    _ list: JSONGlance, _ aggregate: inout StatusAggregate
  ) throws(JSONShapeError) -> PackedSlot {
    guard list.isArray else {
      throw JSONShapeError(expected: "an array", as: "`Checks`", found: list)
    }
    checks.removeAll(keepingCapacity: true)
    for element in list.elements {
      let place = reader.packer.part(RegistryShapes.healthCheck)
      try reader.read(element, schemas.check, into: place)
      aggregate.add(
        id: reader.packer.slot(at: schemas.checkID, of: place),
        status: reader.packer.slot(at: schemas.checkStatus, of: place), in: reader.packer)
      checks.append(place.slot)
    }
    return reader.packer.list(checks[...])
  }

  /// Consul's rule: maintenance before critical before warning before passing; an unknown status is
  /// the empty text.
  private struct StatusAggregate {
    private var rank = 0
    private var isMaintenance = false
    private var isUnknown = false

    mutating func add(id: PackedSlot, status: PackedSlot, in packer: borrowing RecordPacker) {
      if isMaintenance || isUnknown { return }
      if packer.equals(id, "_node_maintenance") || packer.hasPrefix(id, "_service_maintenance:") {
        isMaintenance = true
      } else if packer.equals(status, "critical") {
        rank = 2
      } else if packer.equals(status, "warning") {
        rank = max(rank, 1)
      } else if !packer.equals(status, "passing") {
        isUnknown = true
      }
    }

    var status: StaticString {
      if isMaintenance { return "maintenance" }
      if isUnknown { return "" }
      return rank == 0 ? "passing" : rank == 1 ? "warning" : "critical"
    }
  }
}
