internal import CSystem

/// More machine stack for deep recursion. Shallow work stays on the caller's thread; what goes
/// deeper continues on a thread with a large stack, of which the system commits only what is used.
enum DeepStack {
  /// How much of a foreign thread's stack may be used: less than the smallest a thread has here.
  static let budgetOnForeignThread = 160 << 10
  /// The stacks that are tried, largest first.
  static let sizes = [4 << 30, 1 << 30, 256 << 20, 64 << 20]
  /// What is kept free for functions, which do not look at the limit.
  static let reserve = 512 << 10

  /// The lowest address that may be used by who runs on a thread of unknown size.
  static func limitOnForeignThread() -> UInt {
    let address = UInt(cs_stack_address())
    return address > UInt(budgetOnForeignThread) ? address - UInt(budgetOnForeignThread) : 0
  }

  /// Whether the stack of this thread is used up to `limit`.
  @inline(__always)
  static func isExhausted(_ limit: UInt) -> Bool { UInt(cs_stack_address()) < limit }

  /// Runs `body` on a new, large stack, tells it the limit there, and waits for its end. False if
  /// there is no memory for it.
  static func run(_ body: (_ limit: UInt) -> Void) -> Bool {
    withoutActuallyEscaping(body) { body in
      for size in sizes {
        var job = Job(size: UInt(size), body: body)
        let status = withUnsafeMutablePointer(to: &job) { pointer in
          cs_run_on_stack(
            size,
            { context in
              guard let job = context?.assumingMemoryBound(to: Job.self).pointee else { return }
              let top = UInt(cs_stack_address())
              job.body(top - job.size + UInt(DeepStack.reserve))
            }, pointer)
        }
        if status == 0 { return true }
      }
      return false
    }
  }

  private struct Job {
    let size: UInt
    let body: (UInt) -> Void
  }
}
