package import AgentConfiguration
import Synchronization

/// Numbers resources so that one keeps its number, and with it its state, over reconfigurations as
/// long as its name and destination stay.
package final class ResourceNumbers: Sendable {
  private let numbers = Mutex<[String: Int]>([:])

  /// Nothing numbered yet.
  package init() {}

  /// The number of a resource.
  package func number(for settings: ResourceSettings) -> Int {
    let key = "\(settings.destination?.path ?? "-")\u{0}\(settings.name)"
    return numbers.withLock { numbers in
      if let known = numbers[key] { return known }
      numbers[key] = numbers.count
      return numbers.count - 1
    }
  }
}
