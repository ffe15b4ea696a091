/// What came for all transfers of a driver.
///
/// Sendable without proof: used only on the loop's thread.
final class TransferSigns: @unchecked Sendable {
  /// How often anything came.
  private(set) var count: UInt64 = 0
  /// Whether an answer came over a connection that transfers share.
  private(set) var isMultiplexed = false

  func note() { count &+= 1 }

  func note(_ head: ResponseHead) {
    count &+= 1
    if head.isMultiplexed { isMultiplexed = true }
  }
}
