/// Templates that are checked, installed and applied together.
package struct GroupSettings: Sendable, Equatable {
  /// Its name.
  package let name: String
  /// Accepts or refuses all candidates at once: `{{.src}}` is the main file among the others, in a
  /// view of the directories as they would be.
  package var check: CommandSettings?
  /// The destination of the main file, which the check gets to see.
  package var main = ""

  /// How many templates are in it.
  package var size = 0

  /// A group.
  package init(name: String) { self.name = name }
}
