/// What stands between `%` and the verb of a format directive.
struct FormatFlags {
  /// The most that a width or precision can ask for; Go refuses larger ones as well.
  static let largestNumber = 1_000_000

  /// The least number of runes to print; nil when not given.
  var width: Int?
  /// The number of digits, or the most runes of a string; nil when not given.
  var precision: Int?
  /// `-`: pad on the right.
  var isLeftAligned = false
  /// `+`: always a sign; ASCII only for `%q`.
  var hasPlus = false
  /// `#`: the alternate form.
  var isAlternate = false
  /// A space where a plus sign would stand.
  var hasSpace = false
  /// `0`: pad with zeros on the left.
  var hasZero = false
  /// `%+v`: fields with their names.
  var showsFieldNames = false
  /// `%#v`: Go syntax.
  var isGoSyntax = false

  /// Gives `+` and `#` the meaning they have before the verb `v`.
  mutating func adaptToDefaultVerb() {
    isGoSyntax = isAlternate
    isAlternate = false
    showsFieldNames = hasPlus
    hasPlus = false
  }

  /// The byte to pad with.
  var padding: UInt8 { hasZero && !isLeftAligned ? UInt8(ascii: "0") : UInt8(ascii: " ") }
}
