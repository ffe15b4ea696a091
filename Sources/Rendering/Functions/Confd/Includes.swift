import Diagnostics
import TemplateLanguage
import Values

/// The files that a pass includes: each compiled once, none within itself.
struct Includes {
  /// How deep files may include each other.
  static let depthLimit = 10
  /// How often a pass may include a file.
  static let countLimit = 100_000

  private var compiled: [String: CompiledTemplate] = [:]
  private var running: [String] = []
  private var count = 0

  /// Takes note that a file is about to run; throws if it must not.
  mutating func enter(_ path: String) throws(ValueError) {
    guard !running.contains(path) else {
      throw ValueError("`\(path)` includes itself: \((running + [path]).joined(separator: " -> "))")
    }
    guard running.count < Includes.depthLimit else {
      throw ValueError("files include each other more than \(Includes.depthLimit) levels deep")
    }
    guard count < Includes.countLimit else {
      throw ValueError("more than \(Includes.countLimit) files are included")
    }
    count += 1
    running.append(path)
  }

  /// Takes note that the file that was entered last has run.
  mutating func leave() { running.removeLast() }

  /// The compiled text of a file.
  mutating func template(
    _ path: String, text: Bytes, options: CompiledTemplate.Options
  ) throws(ValueError) -> CompiledTemplate {
    if let known = compiled[path] { return known }
    do throws(TemplateError) {
      let template = try CompiledTemplate(
        Source(name: path, text: text.string), options: options)
      compiled[path] = template
      return template
    } catch {
      throw ValueError(error.description)
    }
  }
}
