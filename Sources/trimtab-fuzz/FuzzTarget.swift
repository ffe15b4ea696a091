/// A parser that must bear any input: it answers or refuses, and never crashes or hangs.
struct FuzzTarget: Sendable {
  /// The name on the command line, and of the folder with its seeds in `Tests/Corpus`.
  let name: String
  /// Gives the input to the parser; what it answers does not matter, that it returns does.
  let check: @Sendable (UnsafeBufferPointer<UInt8>) -> Void
}
