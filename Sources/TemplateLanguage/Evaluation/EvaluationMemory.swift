internal import Values

/// What the bodies of `range` wrote in the last evaluation, so that the next one copies it where
/// list and body are the same as then. One of a thousand services changes, and the servers of the
/// others need not be printed again.
///
/// Only bodies are remembered whose text depends on the elements alone, and only lists of structs
/// that nobody can change, which registries hand out. One evaluation at a time uses a memory.
package final class EvaluationMemory {
  private struct Key: Hashable {
    let node: ObjectIdentifier
    let list: ObjectIdentifier
  }

  /// Holds both objects, so that no others take their places in memory.
  private struct Entry {
    let node: AnyObject
    let list: ListValue
    let text: Range<Int>
  }

  private var known: [Key: Entry] = [:]
  private var text: [UInt8] = []
  private var current: [Key: Entry] = [:]
  private weak var output: OutputBuffer?

  /// A memory of nothing.
  package init() {}

  /// How many texts are remembered.
  package var count: Int { known.count }

  /// Begins an evaluation that writes to `output`.
  package func begin(_ output: OutputBuffer) {
    self.output = output
    current = [:]
    current.reserveCapacity(known.count)
  }

  /// Ends it: `text` is what the output holds, nil if the evaluation failed.
  package func finish(_ text: [UInt8]?) {
    if let text {
      known = current
      self.text = text
    }
    current = [:]
    output = nil
  }

  /// Whether the evaluation that began writes to this output, and not one within it.
  func isOf(_ output: OutputBuffer) -> Bool { self.output === output }

  /// Writes what a body wrote for a list; false if that is not known.
  func recall(_ node: AnyObject, _ list: ListValue, to output: OutputBuffer) -> Bool {
    let key = Key(node: ObjectIdentifier(node), list: ObjectIdentifier(list))
    guard let entry = known[key] else { return false }
    let start = output.count
    text.withUnsafeBufferPointer {
      output.append(UnsafeBufferPointer(rebasing: $0[entry.text]))
    }
    remember(node, list, from: start, in: output)
    return true
  }

  /// Notes what a body has written since `start`.
  func remember(_ node: AnyObject, _ list: ListValue, from start: Int, in output: OutputBuffer) {
    guard !output.isOverflowing else { return }
    let key = Key(node: ObjectIdentifier(node), list: ObjectIdentifier(list))
    current[key] = Entry(node: node, list: list, text: start..<output.count)
  }

  /// Whether a list stays as it is for ever: all its elements are structs of plain data.
  static func isLasting(_ list: ListValue) -> Bool {
    guard case .pointer(.record(let shape)) = list.elementType else { return false }
    return shape.isPackable
  }
}
