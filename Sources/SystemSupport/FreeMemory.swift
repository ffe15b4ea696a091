import CSystem

/// Memory that was freed and that the allocator keeps for later.
package enum FreeMemory {
  /// Gives it back to the system. Takes a millisecond or two for tens of megabytes.
  package static func giveBack() { _ = cs_malloc_trim() }
}
