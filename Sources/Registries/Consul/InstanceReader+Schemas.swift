import DataFormats
import RegistryCore
import Values

extension InstanceReader {
  /// Where in Consul's answers the fields of an instance stand.
  final class Schemas: Sendable {
    static let shared = Schemas()

    let nodeKey = JSONKey("Node")
    let serviceKey = JSONKey("Service")
    let checksKey = JSONKey("Checks")

    // Positions of fields.
    let nodeName = field("Node")
    let nodeAddress = field("NodeAddress")
    let address = field("Address")
    let id = field("ID")
    let name = field("Name")
    let tags = field("Tags")
    let checks = field("Checks")
    let status = field("Status")
    let checkID = field("CheckID", RegistryShapes.healthCheck)
    let checkStatus = field("Status", RegistryShapes.healthCheck)

    let node = RecordSchema(
      RegistryShapes.healthService, "a node",
      [
        .init("ID", as: "NodeID", "`Node.ID`"),
        .init("Node", as: "Node", "`Node.Node`"),
        .init("Address", as: "NodeAddress", "`Node.Address`"),
        .init("TaggedAddresses", as: "NodeTaggedAddresses", "`Node.TaggedAddresses`"),
        .init("Meta", as: "NodeMeta", "`Node.Meta`"),
      ])

    let service = RecordSchema(
      RegistryShapes.healthService, "`Service`",
      [
        .init("ID", as: "ID", "`Service.ID`"),
        .init("Service", as: "Name", "`Service.Service`"),
        .init("Tags", as: "Tags", "a list of tags", isSorted: true),
        .init("Address", as: "Address", "`Service.Address`"),
        .init(
          "TaggedAddresses", as: "ServiceTaggedAddresses", "`Service.TaggedAddresses`",
          taggedAddress),
        .init("Meta", as: "ServiceMeta", "`Service.Meta`"),
        .init("Port", as: "Port", "`Service.Port`"),
        .init("Weights", as: "Weights", "`Service.Weights`", weights),
      ])

    private static let taggedAddress = RecordSchema(
      RegistryShapes.taggedAddress, "a tagged address",
      [
        .init("Address", as: "Address", "a tagged address"),
        .init("Port", as: "Port", "a tagged address's port"),
      ])

    private static let weights = RecordSchema(
      RegistryShapes.weights, "`Service.Weights`",
      [
        .init("Passing", as: "Passing", "`Weights.Passing`"),
        .init("Warning", as: "Warning", "`Weights.Warning`"),
      ])

    let check = RecordSchema(
      RegistryShapes.healthCheck, "a check",
      [
        .init("Node", as: "Node", "a check's `Node`"),
        .init("CheckID", as: "CheckID", "a check's `CheckID`"),
        .init("Name", as: "Name", "a check's `Name`"),
        .init("Status", as: "Status", "a check's `Status`"),
        .init("Notes", as: "Notes", "a check's `Notes`"),
        .init("Output", as: "Output", "a check's `Output`"),
        .init("ServiceID", as: "ServiceID", "a check's `ServiceID`"),
        .init("ServiceName", as: "ServiceName", "a check's `ServiceName`"),
        .init("ServiceTags", as: "ServiceTags", "`ServiceTags`"),
        .init("Type", as: "Type", "a check's `Type`"),
        .init("Namespace", as: "Namespace", "a check's `Namespace`"),
        .init("Partition", as: "Partition", "a check's `Partition`"),
        .init("CreateIndex", as: "CreateIndex", "a check's index"),
        .init("ModifyIndex", as: "ModifyIndex", "a check's index"),
      ])

    private static func field(
      _ name: Bytes, _ shape: RecordShape = RegistryShapes.healthService
    ) -> Int {
      guard let position = shape.position(of: name) else {
        preconditionFailure("the record has the field")
      }
      return position
    }
  }
}
