import CSystem
import SystemSupport

/// The transfers of a driver that are under way, and when each of them has to be looked at. Used
/// only on the loop's thread.
struct TransferBook<Stage> {
  private var transfers: [UInt64: StagedTransfer<Stage>] = [:]
  private var lastNumber: UInt64 = 0
  private var deadlines = DeadlineQueue()

  var count: Int { transfers.count }

  var all: [StagedTransfer<Stage>] { Array(transfers.values) }

  /// Takes one up.
  mutating func add(_ transfer: StagedTransfer<Stage>) {
    lastNumber += 1
    transfer.number = lastNumber
    transfers[lastNumber] = transfer
  }

  mutating func remove(_ transfer: StagedTransfer<Stage>) {
    transfers.removeValue(forKey: transfer.number)
  }

  /// Has a transfer looked at when its time is over.
  mutating func expectDeadline(of transfer: StagedTransfer<Stage>) {
    guard transfer.isRunning else { return }
    deadlines.insert(.init(deadline: transfer.deadline, number: transfer.number))
    if deadlines.count > 4 * transfers.count + 64 {
      deadlines.compact { [transfers] in transfers[$0.number] != nil }
    }
  }

  /// When the next one has to be looked at.
  mutating func nextDeadline() -> Int64? {
    deadlines.first { [transfers] in transfers[$0] != nil }
  }

  /// A transfer whose time is over.
  mutating func popDue() -> StagedTransfer<Stage>? {
    let now = cs_monotonic_nanoseconds()
    while let due = deadlines.popDue(now) {
      guard let transfer = transfers[due.number] else { continue }
      if transfer.deadline <= now { return transfer }
      deadlines.insert(.init(deadline: transfer.deadline, number: due.number))
    }
    return nil
  }
}
