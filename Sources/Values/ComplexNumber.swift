/// A Go `complex128`. Only constants of templates make one: it can be printed, tested and compared
/// for equality.
package final class ComplexNumber: ObjectValue, @unchecked Sendable {
  // Sendable: immutable.

  /// The real part.
  package let real: Double
  /// The imaginary part.
  package let imaginary: Double

  /// A number by its parts.
  package init(real: Double, imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
    super.init(type: ComplexNumber.complexType)
  }

  private static let complexType = NamedType(
    name: "complex128", underlying: .opaque("complex128"))
}
