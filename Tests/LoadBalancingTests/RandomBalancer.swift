import TestSupport

/// A configuration and its maps and lists, which change at random, the same way for the same seed.
struct RandomBalancer: CustomStringConvertible {
  private var backends: RandomBackends
  private(set) var files: RandomFiles
  /// The text of the backends, which the random numbers have dressed.
  private(set) var text: String
  private var random: SeededGenerator

  init(seed: UInt64) {
    backends = RandomBackends(seed: seed)
    files = RandomFiles(seed: seed)
    text = backends.text()
    random = SeededGenerator(seed: seed)
  }

  /// Changes servers, or files, or both.
  mutating func change() {
    let kind = Int.random(in: 0..<3, using: &random)
    if kind != 0 {
      backends.change()
      text = backends.text()
    }
    if kind != 1 { files.change() }
  }

  /// Commands of somebody else, which a change sets back.
  mutating func disturbances() -> [String] { backends.disturbances() }

  var description: String {
    text
      + files.contents.sorted { $0.key < $1.key }.map { "\($0): \($1.debugDescription)\n" }
      .joined()
  }
}
