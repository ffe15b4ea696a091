import Values

/// Finds a text in another in linear time.
struct TextSearch {
  private let pattern: [UInt8]
  /// For each length of a matched beginning, the next shorter beginning that is also its end.
  private let fallbacks: [Int]

  /// A search for a text that is not empty.
  init(_ pattern: Bytes) {
    precondition(!pattern.isEmpty, "an empty text is found everywhere")
    self.pattern = pattern.storage
    var fallbacks = [0, 0]
    var length = 0
    for index in pattern.storage.indices.dropFirst() {
      while length > 0, pattern[index] != pattern[length] { length = fallbacks[length] }
      if pattern[index] == pattern[length] { length += 1 }
      fallbacks.append(length)
    }
    self.fallbacks = fallbacks
  }

  /// The starts of all places, which do not overlap, at most `limit`.
  func places(in text: Bytes, limit: Int = Int.max) -> [Int] {
    var places: [Int] = []
    var length = 0
    for (index, byte) in text.storage.enumerated() {
      if places.count == limit { break }
      while length > 0, byte != pattern[length] { length = fallbacks[length] }
      if byte == pattern[length] { length += 1 }
      if length == pattern.count {
        places.append(index + 1 - length)
        length = 0
      }
    }
    return places
  }
}

extension Bytes {
  /// Whether `other` stands somewhere in these bytes.
  func contains(_ other: Bytes) -> Bool {
    other.isEmpty || !TextSearch(other).places(in: self, limit: 1).isEmpty
  }

  /// Go's `strings.SplitN`: an empty separator gives the code points. At most `limit` pieces.
  func split(by separator: Bytes, limit: Int = Int.max) -> [Bytes] {
    if separator.isEmpty {
      let runes = Runes(self).map { self[$0.range] }
      guard runes.count > limit else { return runes }
      let head = runes.prefix(limit - 1)
      return head + [self[head.reduce(0) { $0 + $1.count }..<count]]
    }
    var pieces: [Bytes] = []
    var start = 0
    for place in TextSearch(separator).places(in: self, limit: limit - 1) {
      pieces.append(self[start..<place])
      start = place + separator.count
    }
    return pieces + [self[start..<count]]
  }

  /// Go's `strings.Replace`: at most `limit` places, all if it is negative. An empty `old` is found
  /// before each code point and at the end.
  func replacing(
    _ old: Bytes, with new: Bytes, limit: Int64 = -1
  ) throws(ValueError) -> Bytes {
    var places: [Int]
    let most = limit < 0 ? Int.max : Int(limit)
    if old.isEmpty {
      places = Array((Runes(self).map(\.range.lowerBound) + [count]).prefix(most))
    } else {
      places = TextSearch(old).places(in: self, limit: most)
    }
    if places.isEmpty { return self }
    try TextLimit.check(count + TextLimit.product(places.count, new.count))
    var result = Bytes()
    var start = 0
    for place in places {
      result.storage += storage[start..<place]
      result.append(new)
      start = place + old.count
    }
    result.storage += storage[start..<count]
    return result
  }
}
