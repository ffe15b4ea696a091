import CSystem

/// Memory that was needed and is not any more.
package enum FreeMemory {
  /// Gives back to the system what was freed and the allocator keeps for later, and the parts of
  /// the program that only its start needed. Takes a millisecond or two for tens of megabytes.
  package static func giveBack() {
    _ = cs_malloc_trim()
    cs_program_give_back()
  }
}
