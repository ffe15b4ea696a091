/// One `server` line, with what `default-server` lines add to it.
package struct ServerLine: Sendable {
  /// Its name within the backend.
  package let name: Word
  /// Its address as written.
  package let address: Word
  /// All its keywords.
  package let settings: ServerSettings
  /// The line of the text, from 1.
  package let number: Int

  /// The address where the runtime API could set it.
  package var literalAddress: ServerAddress? { ServerAddress(address) }

  /// The weight it starts with; nil if it is no number from 0 to 256.
  package var weight: Int? {
    guard let word = settings["weight"] else { return 1 }
    guard let weight = Int(word.description), (0...256).contains(weight) else { return nil }
    return weight
  }

  /// Whether it starts in maintenance.
  package var isDisabled: Bool { settings.has("disabled") }

  /// Whether an agent on the server decides about weight and state while HAProxy runs.
  package var hasAgent: Bool { settings.has("agent-check") }

  /// Whether two lines come to the same, wherever they stand.
  func isSame(as other: ServerLine) -> Bool {
    name == other.name && address == other.address && settings == other.settings
  }
}
