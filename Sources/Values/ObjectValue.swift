/// An opaque Go value which templates use only through methods, such as the scratch pad.
///
/// Subclasses are immutable or guard their state; instances are shared between tasks.
open class ObjectValue: @unchecked Sendable {
  // Open for subclassing, so that the compiler cannot prove it; every subclass must be Sendable.

  /// The named type: its name shows in `%T` and errors, its methods are callable.
  package let type: NamedType

  /// What JSON and YAML have instead of the object, as a text; nil if they have no form of it.
  open var encodedText: String? { nil }

  /// Whether Go's `==` holds between two values of this type; by default they are pointers.
  open func isEqual(to other: ObjectValue) -> Bool { self === other }

  /// An object of a named type.
  package init(type: NamedType) { self.type = type }
}

/// A Go channel of consecutive int64 numbers, as `loop` returns it.
package final class IntegerSequence: ObjectValue, @unchecked Sendable {
  // Sendable: the range is immutable.

  /// The numbers, ascending.
  package let range: Range<Int64>

  /// A channel that yields `range`.
  package init(_ range: Range<Int64>) {
    self.range = range
    super.init(type: IntegerSequence.channelType)
  }

  private static let channelType = NamedType(
    name: "<-chan int64", underlying: .opaque("<-chan int64"))
}
