internal import Values

/// Text between actions.
final class TextNode: Statement {
  private let text: UnsafeMutableBufferPointer<UInt8>

  init(_ range: Range<Int>, _ text: [UInt8]) {
    self.text = .allocate(capacity: text.count)
    _ = self.text.initialize(from: text)
    super.init(range)
  }

  deinit { text.deallocate() }

  override var isBlank: Bool {
    let text = UnsafeBufferPointer(text)
    var index = 0
    while index < text.count {
      let rune = RuneDecoding.rune(in: text, at: index)
      guard rune.scalar.properties.isWhitespace else { return false }
      index += rune.size
    }
    return true
  }

  override func write(to printer: inout NodePrinter) { printer.bytes += text }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    run.output.append(UnsafeBufferPointer(text))
    return .normal
  }
}
