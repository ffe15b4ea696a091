internal import Values

/// Where fields were found last time: for each field in the templates the shape of the struct and
/// the position in it. One evaluation owns it, so that evaluations may run side by side.
final class FieldCaches {
  private struct Entry {
    var shape: Unmanaged<RecordShape>?
    var position = 0
  }

  private let entries: UnsafeMutablePointer<Entry>
  private let count: Int

  /// Caches for so many fields.
  init(count: Int) {
    self.count = count
    entries = .allocate(capacity: max(1, count))
    entries.initialize(repeating: Entry(shape: nil), count: count)
  }

  deinit {
    for index in 0..<count { entries[index].shape?.release() }
    entries.deallocate()
  }

  /// The position of the field in structs of `shape`, if that was the shape last time.
  @inline(__always)
  func position(_ index: Int, _ shape: RecordShape) -> Int? {
    let entry = entries[index]
    guard let known = entry.shape,
      known.toOpaque() == Unmanaged.passUnretained(shape).toOpaque()
    else { return nil }
    return entry.position
  }

  /// Remembers a position. The shape is kept alive, so that no other takes its address.
  func remember(_ index: Int, _ shape: RecordShape, _ position: Int) {
    entries[index].shape?.release()
    entries[index] = Entry(shape: Unmanaged.passRetained(shape), position: position)
  }
}
