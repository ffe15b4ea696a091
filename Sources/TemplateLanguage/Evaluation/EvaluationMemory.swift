package import Values

/// What the bodies of `range` wrote in the last evaluation, so that the next one copies it where
/// list and body are the same as then. One of a thousand services changes, and the servers of the
/// others need not be printed again.
///
/// Only bodies are remembered whose text depends on the elements alone, whole, or besides on noted
/// answers, round by round; and only lists of structs that nobody can change, which registries hand
/// out, and sequences of numbers. One evaluation at a time uses a memory.
package final class EvaluationMemory {
  fileprivate struct Key: Hashable {
    let node: ObjectIdentifier
    var list: ObjectIdentifier?
    var numbers: Range<Int64>?

    init(_ node: AnyObject, _ source: Source) {
      self.node = ObjectIdentifier(node)
      switch source {
      case .list(let list): self.list = ObjectIdentifier(list)
      case .numbers(let numbers): self.numbers = numbers
      }
    }
  }

  /// What a `range` is over.
  enum Source {
    /// A list which nobody can change.
    case list(ListValue)
    /// A sequence of numbers.
    case numbers(Range<Int64>)
  }

  /// Holds both objects, so that no others take their places in memory.
  fileprivate struct Entry {
    let node: AnyObject
    let source: Source
    /// Where it begins in the whole text.
    var start: Int
    let count: Int
    /// What was written for each element, where that depends on more than the elements.
    var rounds: [Round] = []
  }

  /// What a body wrote for one element.
  struct Round {
    /// Where it begins, in the text of all.
    fileprivate var offset: Int
    fileprivate let count: Int
    /// What the text depends on.
    fileprivate let answers: [EvaluationAnswer]
    /// Lists within this text, and where in it theirs begin.
    fileprivate let parts: [(key: Key, offset: Int)]
    /// Whether the body left the loop.
    let isLast: Bool
  }

  private var known: [Key: Entry] = [:]
  private var text: [UInt8] = []
  private var current: [Key: Entry] = [:]
  /// The keys of `current` in the order of their ends, and where they begin.
  private var order: [(key: Key, start: Int)] = []
  private weak var output: OutputBuffer?

  /// A memory of nothing.
  package init() {}

  /// How many texts are remembered.
  package var count: Int { known.count }

  /// How many bytes the last evaluation wrote.
  package var textCount: Int { text.count }

  /// Begins an evaluation that writes to `output`.
  package func begin(_ output: OutputBuffer) {
    self.output = output
    current = [:]
    current.reserveCapacity(known.count)
    order = []
    order.reserveCapacity(known.count)
  }

  /// Ends it: `text` is what the output holds, nil if the evaluation failed.
  package func finish(_ text: [UInt8]?) {
    if let text {
      known = current
      self.text = text
    }
    current = [:]
    order = []
    output = nil
  }

  /// Whether the evaluation that began writes to this output, and not one within it.
  func isOf(_ output: OutputBuffer) -> Bool { self.output === output }

  private func copy(from start: Int, _ count: Int, to output: OutputBuffer) {
    text.withUnsafeBufferPointer {
      output.append(UnsafeBufferPointer(rebasing: $0[start..<start + count]))
    }
  }

  private func set(_ key: Key, _ entry: Entry) {
    current[key] = entry
    order.append((key, entry.start))
  }
}

// MARK: - whole lists

extension EvaluationMemory {
  /// Writes what a body wrote for a list; false if that is not known.
  func recall(_ node: AnyObject, _ list: ListValue, to output: OutputBuffer) -> Bool {
    guard let entry = known[Key(node, .list(list))] else { return false }
    let start = output.count
    copy(from: entry.start, entry.count, to: output)
    remember(node, list, from: start, in: output)
    return true
  }

  /// Notes what a body has written since `start`.
  func remember(_ node: AnyObject, _ list: ListValue, from start: Int, in output: OutputBuffer) {
    guard !output.isOverflowing else { return }
    let source = Source.list(list)
    set(
      Key(node, source),
      Entry(node: node, source: source, start: start, count: output.count - start))
  }
}

// MARK: - rounds

extension EvaluationMemory {
  /// A `range` over a list that is under way, round by round.
  struct Rounds {
    fileprivate let node: AnyObject
    fileprivate let source: Source
    fileprivate let start: Int
    fileprivate let former: Entry?
    fileprivate var rounds: [Round] = []
  }

  /// How far an evaluation is.
  struct Mark {
    fileprivate let text: Int
    fileprivate let answers: Int
    fileprivate let parts: Int
  }

  /// Begins with `count` elements.
  func begin(
    _ node: AnyObject, _ source: Source, _ count: Int, _ output: OutputBuffer
  ) -> Rounds {
    var rounds = Rounds(
      node: node, source: source, start: output.count, former: known[Key(node, source)])
    rounds.rounds.reserveCapacity(rounds.former?.rounds.count ?? min(count, 1024))
    return rounds
  }

  /// Writes what the body wrote for the next element, if it asked and was answered the same. Gives
  /// whether the loop goes on; nil if the body must run.
  func recall(
    _ rounds: inout Rounds, in context: EvaluationContext, to output: OutputBuffer
  ) -> Bool? {
    guard let former = rounds.former, rounds.rounds.count < former.rounds.count else { return nil }
    var round = former.rounds[rounds.rounds.count]
    for answer in round.answers where !answer.isRepeated(in: context) { return nil }
    context.note(round.answers)
    let start = output.count
    copy(from: former.start + round.offset, round.count, to: output)
    for (key, offset) in round.parts {
      guard var part = known[key] else { continue }
      part.start = start + offset
      set(key, part)
    }
    round.offset = start - rounds.start
    rounds.rounds.append(round)
    return !round.isLast
  }

  /// How far the evaluation is, before a body runs.
  func mark(_ context: EvaluationContext, _ output: OutputBuffer) -> Mark {
    Mark(text: output.count, answers: context.answers.count, parts: order.count)
  }

  /// Adds the round since a mark.
  func add(
    to rounds: inout Rounds, since mark: Mark, _ context: EvaluationContext,
    _ output: OutputBuffer, goesOn: Bool
  ) {
    rounds.rounds.append(
      Round(
        offset: mark.text - rounds.start, count: output.count - mark.text,
        answers: Array(context.answers[mark.answers...]),
        parts: order[mark.parts...].map { ($0.key, $0.start - mark.text) }, isLast: !goesOn))
  }

  /// Notes what the body has written for each element.
  func remember(_ rounds: Rounds, in output: OutputBuffer) {
    guard !output.isOverflowing else { return }
    set(
      Key(rounds.node, rounds.source),
      Entry(
        node: rounds.node, source: rounds.source, start: rounds.start,
        count: output.count - rounds.start, rounds: rounds.rounds))
  }
}

extension ListValue {
  /// Whether it stays as it is for ever: all its elements are structs of plain data.
  package var isLasting: Bool {
    guard case .pointer(.record(let shape)) = elementType else { return false }
    return shape.isPackable
  }
}
