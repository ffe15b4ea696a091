import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Lets the program's main thread wait for asynchronous work. An asynchronous `main` would do the
/// same, but starts slower in a static executable.
enum Blocking {
  /// Runs `body` to its end and gives its result.
  static func wait<Result: Sendable>(
    for body: @escaping @Sendable () async -> Result
  ) -> Result {
    let outcome = Outcome<Result>()
    Task { outcome.finish(with: await body()) }
    return outcome.wait()
  }

  /// A result that is awaited by a thread.
  private final class Outcome<Result: Sendable>: Sendable {
    private let result = Mutex<Result?>(nil)
    private let semaphore = Semaphore()

    func finish(with value: Result) {
      result.withLock { $0 = value }
      semaphore.signal()
    }

    func wait() -> Result {
      while true {
        semaphore.wait()
        if let value = result.withLock({ $0 }) { return value }
      }
    }
  }

  /// The system's counting semaphore.
  ///
  /// `@unchecked`: the memory is only touched by the C library's own thread-safe functions, and
  /// lives as long as this object.
  private final class Semaphore: @unchecked Sendable {
    private let memory: UnsafeMutablePointer<sem_t>

    init() {
      memory = .allocate(capacity: 1)
      sem_init(memory, 0, 0)
    }

    deinit {
      sem_destroy(memory)
      memory.deallocate()
    }

    func signal() { sem_post(memory) }

    func wait() {
      while sem_wait(memory) != 0, errno == EINTR {}
    }
  }
}
