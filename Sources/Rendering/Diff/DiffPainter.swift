/// Writes the lines of a diff, plain or for a terminal.
struct DiffPainter {
  let usesColour: Bool

  func heading(_ text: String) -> [UInt8] { paint("1", Array(text.utf8)) + [0x0A] }

  func range(_ text: String) -> [UInt8] { paint("36", Array(text.utf8)) + [0x0A] }

  func kept(_ line: ArraySlice<UInt8>) -> [UInt8] { write(" ", line, colour: nil) }

  func removed(_ line: ArraySlice<UInt8>) -> [UInt8] { write("-", line, colour: "31") }

  func added(_ line: ArraySlice<UInt8>) -> [UInt8] { write("+", line, colour: "32") }

  /// A name without control characters: they would end the line or steer the terminal.
  static func visible(_ name: String) -> String {
    String(decoding: caretNotation(Array(name.utf8)), as: UTF8.self)
  }

  private func write(
    _ mark: Unicode.Scalar, _ line: ArraySlice<UInt8>, colour: String?
  ) -> [UInt8] {
    let isEnded = line.last == 0x0A
    var text = [UInt8(ascii: mark)] + (isEnded ? line.dropLast() : line)
    if usesColour { text = DiffPainter.caretNotation(text) }
    if let colour { text = paint(colour, text) }
    text.append(0x0A)
    if !isEnded { text += Array("\\ No newline at end of file\n".utf8) }
    return text
  }

  private func paint(_ code: String, _ text: [UInt8]) -> [UInt8] {
    guard usesColour else { return text }
    return Array("\u{1B}[\(code)m".utf8) + text + Array("\u{1B}[0m".utf8)
  }

  /// `^[` for escape and so on; tabs stay.
  private static func caretNotation(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) else { return text }
    return text.flatMap { byte in
      (byte < 0x20 && byte != 0x09) || byte == 0x7F
        ? [UInt8(ascii: "^"), byte ^ 0x40] : [byte]
    }
  }
}
