import AgentCore
import SystemSupport

/// The one pass that `render`, `diff` and `explain` share.
enum Collecting {
  /// The value of `--timeout`, as written and as a duration.
  struct Timeout {
    let text: String
    let duration: Duration

    /// What was given by flag or environment, else the default.
    init(_ invocation: Invocation, in world: Surroundings) throws(UsageError) {
      text = invocation.value(.timeout, or: world.environment) ?? "30s"
      do throws(DurationText.Failure) {
        duration = try DurationText.parse(text)
      } catch {
        let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) } && !text.isEmpty
        throw UsageError(
          "expected a duration such as `5s` for `--timeout`, found `\(text)`",
          hint: isNumber ? "write `\(text)s` for seconds" : nil)
      }
      guard duration >= .zero else {
        throw UsageError("`--timeout` must not be negative, found `\(text)`")
      }
    }
  }

  /// Collects everything, then does `work` with it; the registries are closed afterwards. SIGINT
  /// and SIGTERM end it.
  static func collect<Result: Sendable>(
    _ preparation: Preparation, within timeout: Timeout,
    then work: @escaping @Sendable (Collector.Collection) async -> Result
  ) -> Result {
    let duration = timeout.duration
    return Blocking.wait {
      await Interruption.guarding {
        let collection: Collector.Collection
        if let replay = preparation.replay {
          collection = replay.collect(preparation.assembly)
        } else {
          let collector = Collector(
            preparation.assembly, cache: preparation.cache, log: preparation.log)
          collection = await collector.collect(within: duration)
        }
        let result = await work(collection)
        await preparation.assembly.shutdown()
        return result
      }
    }
  }
}
