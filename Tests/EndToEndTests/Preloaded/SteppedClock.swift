import Foundation
import TestSupport

/// A time of day that a test sets, for one program.
final class SteppedClock {
  private static let library = PreloadedLibrary("clock-step")

  private let folder: TemporaryDirectory
  private let file: FileHandle

  /// A clock that is right.
  init() throws {
    folder = try TemporaryDirectory()
    let path = try folder.write("", to: "step")
    file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try set(days: 0)
  }

  /// The variables that show it to a program.
  func environment() async throws -> [String: String] {
    ["LD_PRELOAD": try await SteppedClock.library.path(), "CLOCK_STEP": folder.file("step")]
  }

  /// From now on it is wrong by so many days.
  func set(days: Int64) throws {
    try file.seek(toOffset: 0)
    try file.write(contentsOf: withUnsafeBytes(of: days * 24 * 3600) { Data($0) })
  }
}
