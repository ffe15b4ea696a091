/// Kills `trimtab` at a step of its work.
enum KillSwitch {
  /// The variables that make a program die before its step `number`, counted from 1.
  static func environment(at number: Int) async throws -> [String: String] {
    ["LD_PRELOAD": try await library.path(), "KILL_AT": String(number)]
  }

  private static let library = PreloadedLibrary("kill-switch")
}
