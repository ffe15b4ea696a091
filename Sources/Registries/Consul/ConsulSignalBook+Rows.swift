import DataFormats

// What comes by the thousand, with each change of one of them.
extension ConsulSignalBook {
  typealias Row = (name: UInt64, item: Item)

  private static let node = JSONKey("Node")
  private static let checkID = JSONKey("CheckID")
  private static let serviceName = JSONKey("ServiceName")
  private static let id = JSONKey("ID")
  private static let service = JSONKey("Service")
  private static let key = JSONKey("Key")
  private static let position = JSONKey("ModifyIndex")

  static func check(_ members: JSONGlance.Members) throws(JSONShapeError) -> Row {
    var (node, id, service, position) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    var hasService = false
    for (name, value) in members {
      if name.equals(self.node) { node = try NameNumber.of(value, "Node") }
      if name.equals(checkID) { id = try NameNumber.of(value, "CheckID") }
      if name.equals(self.position) { position = try value.unsigned("ModifyIndex") }
      if name.equals(serviceName) {
        hasService = value.plainText?.isEmpty != true && !value.isNull
        service = try NameNumber.of(value, "ServiceName", foldsCase: true)
      }
    }
    return (
      node &* 31 &+ id,
      Item(owner: hasService ? service : node, position: position, isAboutNode: !hasService)
    )
  }

  static func instance(_ members: JSONGlance.Members) throws(JSONShapeError) -> Row {
    var (id, service, position) = (UInt64(0), UInt64(0), UInt64(0))
    for (name, value) in members {
      if name.equals(self.id) { id = try NameNumber.of(value, "ID") }
      if name.equals(self.position) { position = try value.unsigned("ModifyIndex") }
      if name.equals(self.service) {
        service = try NameNumber.of(value, "Service", foldsCase: true)
      }
    }
    return (id, Item(owner: service, position: position))
  }

  static func key(_ members: JSONGlance.Members) throws(JSONShapeError) -> Row {
    var (key, position) = (UInt64(0), UInt64(0))
    for (name, value) in members {
      if name.equals(self.key) { key = try NameNumber.of(value, "Key") }
      if name.equals(self.position) { position = try value.unsigned("ModifyIndex") }
    }
    return (key, Item(owner: key, position: position))
  }
}

extension JSONCursor {
  /// The rows that `read` makes of the objects of a list.
  func rows(
    _ place: String,
    _ read: (JSONGlance.Members) throws(JSONShapeError) -> ConsulSignalBook.Row
  ) throws(ConsulAnswerError) -> [UInt64: ConsulSignalBook.Item] {
    let result = glance { list -> Result<[UInt64: ConsulSignalBook.Item], JSONShapeError> in
      do throws(JSONShapeError) {
        guard list.isArray else {
          throw JSONShapeError(expected: "an array", as: place, found: list)
        }
        var items: [UInt64: ConsulSignalBook.Item] = [:]
        items.reserveCapacity(list.count)
        for element in list.elements {
          guard element.isObject else {
            throw JSONShapeError(expected: "an object", as: "an element", found: element)
          }
          let (name, item) = try read(element.members)
          items[name] = item
        }
        return .success(items)
      } catch { return .failure(error) }
    }
    do throws(JSONShapeError) {
      return try result.get()
    } catch { throw ConsulAnswerError(error.message) }
  }
}

extension JSONGlance {
  fileprivate func unsigned(_ place: String) throws(JSONShapeError) -> UInt64 {
    if let uint64 { return uint64 }
    guard isNull else {
      throw JSONShapeError(expected: "a non-negative integer", as: place, found: self)
    }
    return 0
  }
}
