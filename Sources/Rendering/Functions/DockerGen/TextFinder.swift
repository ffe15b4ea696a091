import Values

/// Finds many texts in one, in time linear in all of them together: the automaton of Aho and
/// Corasick. Its states are the beginnings of the texts.
struct TextFinder {
  private var steps: [UInt64: Int32] = [:]
  /// The longest other state that ends each state's text.
  private var shorter: [Int32] = [0]
  /// The longest of the texts that ends each state's text, by its position; -1 for none.
  private var found: [Int32] = [-1]
  private let texts: [Bytes]

  /// A finder of texts; empty ones are never found.
  init(_ texts: [Bytes]) {
    self.texts = texts
    for (position, text) in texts.enumerated() where !text.isEmpty {
      var state: Int32 = 0
      for byte in text.storage { state = makeStep(from: state, byte) }
      if found[Int(state)] < 0 { found[Int(state)] = Int32(position) }
    }
    link()
  }

  /// The longest of the texts that stand in `whole`, the first of several; nil if none does.
  func longest(in whole: Bytes) -> Bytes? {
    var best: Int32 = -1
    var state: Int32 = 0
    for byte in whole.storage {
      state = next(state, byte)
      let candidate = found[Int(state)]
      if candidate >= 0, isBetter(candidate, than: best) { best = candidate }
    }
    return best < 0 ? nil : texts[Int(best)]
  }

  private func isBetter(_ candidate: Int32, than best: Int32) -> Bool {
    guard best >= 0 else { return true }
    let (length, longest) = (texts[Int(candidate)].count, texts[Int(best)].count)
    return length > longest || length == longest && candidate < best
  }

  private static func key(_ state: Int32, _ byte: UInt8) -> UInt64 {
    UInt64(UInt32(bitPattern: state)) << 8 | UInt64(byte)
  }

  private mutating func makeStep(from state: Int32, _ byte: UInt8) -> Int32 {
    let key = TextFinder.key(state, byte)
    if let known = steps[key] { return known }
    let made = Int32(shorter.count)
    steps[key] = made
    shorter.append(0)
    found.append(-1)
    return made
  }

  private func next(_ state: Int32, _ byte: UInt8) -> Int32 {
    var state = state
    while true {
      if let step = steps[TextFinder.key(state, byte)] { return step }
      if state == 0 { return 0 }
      state = shorter[Int(state)]
    }
  }

  /// Links each state to its longest other ending: text by text and all of them byte by byte, so
  /// that shorter states come before longer ones.
  private mutating func link() {
    var ends = texts.map { _ in Int32(0) }
    var open = texts.indices.filter { !texts[$0].isEmpty }
    var depth = 0
    while !open.isEmpty {
      for position in open {
        let byte = texts[position][depth]
        let state = ends[position]
        guard let step = steps[TextFinder.key(state, byte)] else { continue }
        if depth > 0 { shorter[Int(step)] = next(shorter[Int(state)], byte) }
        if found[Int(step)] < 0 { found[Int(step)] = found[Int(shorter[Int(step)])] }
        ends[position] = step
      }
      depth += 1
      open.removeAll { texts[$0].count == depth }
    }
  }
}
