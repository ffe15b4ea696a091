/// The fields that a header block can name by number (RFC 7541, section 2.3): those that everybody
/// knows, and the newest ones of this connection.
struct HPACKTable {
  /// A field, and the sizes of its name and value as they came. Both sides must count the same, so
  /// the sizes of the strings, which may have been repaired, are not the ones to count.
  struct Entry {
    let field: HTTPHeaders.Field
    let nameSize: Int
    let valueSize: Int

    /// The bytes that it counts for in all limits.
    var size: Int { nameSize + valueSize + 32 }
  }

  /// The most bytes that the entries may count for: the default, which nothing here changes.
  static let maximumSize = 4096

  /// The oldest one first. They are few, a hundred at most.
  private var entries: [Entry] = []
  private var size = 0
  /// What the other side made of `maximumSize`.
  private var limit = HPACKTable.maximumSize

  /// The field of that number, from 1 on; nil if there is none.
  func entry(_ number: Int) -> Entry? {
    let known = HPACKStaticTable.fields
    guard number > known.count else {
      guard number > 0 else { return nil }
      let field = known[number - 1]
      return Entry(
        field: field, nameSize: field.name.utf8.count, valueSize: field.value.utf8.count)
    }
    let place = entries.count - (number - known.count)
    return place >= 0 ? entries[place] : nil
  }

  /// Adds an entry as the newest one. Older ones make room; one that is too large leaves none.
  mutating func insert(_ entry: Entry) {
    shrink(to: limit - entry.size)
    guard entry.size <= limit else { return }
    entries.append(entry)
    size += entry.size
  }

  /// Changes how many bytes the entries may count for.
  mutating func resize(_ limit: Int) {
    self.limit = limit
    shrink(to: limit)
  }

  private mutating func shrink(to limit: Int) {
    var count = 0
    while size > limit, count < entries.count {
      size -= entries[count].size
      count += 1
    }
    entries.removeFirst(count)
  }
}
