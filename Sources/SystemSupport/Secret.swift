/// A token or password. It cannot be printed by accident: only `reveal()` gives the text.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let text: String

  /// Hides a text.
  package init(_ text: String) { self.text = text }

  /// The text itself, for the one place that sends it.
  package func reveal() -> String { text }

  /// Always `[redacted]`.
  package var description: String { "[redacted]" }

  /// Always `[redacted]`.
  package var debugDescription: String { "[redacted]" }

  /// Shows nothing of the text.
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
