package import Values

/// Which members of a JSON object fill which fields of a record.
package final class RecordSchema: Sendable {
  /// The record.
  let shape: RecordShape
  /// What errors call such an object.
  let place: String
  /// The keys of the members that are read.
  let keys: [JSONKey]
  /// How they are read, in the order of `keys`.
  let steps: [Step]
  /// What errors call them.
  let places: [String]
  /// The schemas of members that are objects.
  let inner: [RecordSchema?]

  /// What is done with a member.
  struct Step: Sendable {
    /// The position of the field that it fills.
    let field: Int
    /// How it is read.
    let kind: Kind
  }

  /// How a member is read.
  enum Kind: Sendable {
    case text, number, unsigned, flag, texts, textMap
    /// Texts which are sorted, and of which none are an empty list and not a nil one.
    case sortedTexts
    /// An object, and an object of objects.
    case record, recordMap
  }

  /// One member and the field it fills.
  package struct Member {
    fileprivate let key: StaticString
    fileprivate let field: Bytes
    fileprivate let place: String
    fileprivate let inner: RecordSchema?
    fileprivate let isSorted: Bool

    /// A member that fills a field. `place` is what errors call it, `inner` the schema of its
    /// objects. A sorted list of texts is also never nil.
    package init(
      _ key: StaticString, as field: Bytes, _ place: String, _ inner: RecordSchema? = nil,
      isSorted: Bool = false
    ) {
      self.key = key
      self.field = field
      self.place = place
      self.inner = inner
      self.isSorted = isSorted
    }
  }

  /// A schema whose members are read by the types of the fields they fill.
  package init(_ shape: RecordShape, _ place: String, _ members: [Member]) {
    self.shape = shape
    self.place = place
    keys = members.map { JSONKey($0.key) }
    places = members.map(\.place)
    inner = members.map(\.inner)
    steps = members.map { member in
      guard let field = shape.position(of: member.field) else {
        preconditionFailure("the record has the field")
      }
      let kind = RecordSchema.kind(of: shape.fields[field].type)
      return Step(field: field, kind: member.isSorted ? .sortedTexts : kind)
    }
  }

  private static func kind(of type: GoType) -> Kind {
    switch type {
    case .string: return .text
    case .bool: return .flag
    case .signed: return .number
    case .unsigned: return .unsigned
    case .slice(.string): return .texts
    case .named(let named): return kind(of: named.underlying)
    case .map(.string, .string): return .textMap
    case .map(.string, .record): return .recordMap
    case .record: return .record
    default: preconditionFailure("a member has a type that can be read")
    }
  }
}
