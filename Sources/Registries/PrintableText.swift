/// What a server says, as messages may show it.
enum PrintableText {
  /// The beginning of a text, without control characters.
  static func beginning(of text: String) -> String {
    let scalars = text.unicodeScalars.prefix(200).filter {
      $0.properties.generalCategory != .control
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
