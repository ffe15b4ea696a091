/// The shape of a Go struct: its name and the names and types of its fields. One shape is shared by
/// all records of that struct, so that an evaluator may cache a field's position by the identity of
/// the shape.
package final class RecordShape: Sendable {
  /// The name with its package, such as `dependency.HealthService`; nil for an anonymous struct.
  package let typeName: String?
  /// The fields in declaration order.
  package let fields: [Field]
  /// Methods by name, callable as `.Name arguments`.
  package let methods: [Bytes: NamedType.Method]
  /// How packed records hold the fields.
  let packing: [PackedField]
  /// Whether records of this struct can be packed: all its fields, and theirs, are plain data.
  package let isPackable: Bool
  private let positions: [Bytes: Int]

  /// A field's name and static type.
  package struct Field: Sendable {
    /// The name as templates write it.
    package let name: Bytes
    /// The static type.
    package let type: GoType

    /// Declares a field.
    package init(_ name: Bytes, _ type: GoType) {
      self.name = name
      self.type = type
    }
  }

  /// Declares a struct.
  package init(_ typeName: String?, _ fields: [Field], methods: [Bytes: NamedType.Method] = [:]) {
    self.typeName = typeName
    self.fields = fields
    self.methods = methods
    packing = fields.map { PackedField($0.type) }
    isPackable = packing.allSatisfy { $0.kind != .unpackable }
    positions = Dictionary(
      fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The position of a field, or nil if the struct has none of that name.
  package func position(of name: Bytes) -> Int? { positions[name] }
}
