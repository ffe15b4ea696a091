/// The difference of two texts in the unified format of `diff -u` and `patch`, with some lines of
/// context. Lines are bytes; they need not be UTF-8.
package struct UnifiedDiff: Sendable, Equatable {
  /// The diff; empty if the texts are equal.
  package let text: [UInt8]
  /// The number of lines only in the new text.
  package let added: Int
  /// The number of lines only in the old text.
  package let removed: Int
  /// Whether a text is binary (has a zero byte near its start), so that only a note is given.
  package let isBinary: Bool

  /// The usual number of equal lines around each change.
  package static let usualContext = 3
  /// How far a zero byte is looked for.
  private static let binaryWindow = 8000

  /// Whether the texts are the same.
  package var isEmpty: Bool { text.isEmpty }

  /// `+3 -1`
  package var statistics: String { "+\(added) -\(removed)" }

  /// Compares two texts; nil is a file that does not exist. The heading has `--- OLDNAME` and
  /// `+++ NEWNAME (rendered)`; private keys are hidden. With `hidesLines` all lines are, so that
  /// only the places of the changes are told. With colour the diff is for a terminal: ANSI colours,
  /// and control characters of the texts made visible.
  package static func render(
    old: [UInt8]?, new: [UInt8]?, oldName: String, newName: String, colour: Bool = false,
    context: Int = usualContext, hidesLines: Bool = false
  ) -> UnifiedDiff {
    if old == new { return UnifiedDiff(text: [], added: 0, removed: 0, isBinary: false) }
    let painter = DiffPainter(usesColour: colour)
    let from = old == nil ? "/dev/null" : DiffPainter.visible(oldName)
    let to = new == nil ? "/dev/null" : DiffPainter.visible(newName) + " (rendered)"
    if isBinary(old ?? []) || isBinary(new ?? []) {
      let note = painter.heading("binary files \(from) and \(to) differ")
      return UnifiedDiff(text: note, added: 0, removed: 0, isBinary: true)
    }
    let lines = DiffLines(old: old ?? [], new: new ?? [])
    let masks =
      hidesLines
      ? (old: PrivateKeyMask.everything, new: PrivateKeyMask.everything)
      : (old: PrivateKeyMask(old ?? [], lines.old), new: PrivateKeyMask(new ?? [], lines.new))
    var text = painter.heading("--- \(from)") + painter.heading("+++ \(to)")
    for hunk in hunks(of: lines.changes, context) {
      text += write(hunk, of: lines, masks, context, with: painter)
    }
    return UnifiedDiff(
      text: text, added: lines.changes.reduce(0) { $0 + $1.new.count },
      removed: lines.changes.reduce(0) { $0 + $1.old.count }, isBinary: false)
  }

  private static func isBinary(_ bytes: [UInt8]) -> Bool {
    bytes.prefix(binaryWindow).contains(0)
  }

  /// Changes whose contexts touch belong to one hunk.
  private static func hunks(
    of changes: [DiffLines.Change], _ context: Int
  ) -> [[DiffLines.Change]] {
    var hunks: [[DiffLines.Change]] = []
    for change in changes {
      if let last = hunks.last?.last,
        change.old.lowerBound - last.old.upperBound <= 2 * context
      {
        hunks[hunks.count - 1].append(change)
      } else {
        hunks.append([change])
      }
    }
    return hunks
  }

  private static func write(
    _ hunk: [DiffLines.Change], of lines: DiffLines,
    _ masks: (old: PrivateKeyMask, new: PrivateKeyMask), _ context: Int, with painter: DiffPainter
  ) -> [UInt8] {
    func kept(_ range: Range<Int>) -> [UInt8] {
      range.flatMap { painter.kept(masks.old.line($0, of: lines.old)) }
    }
    guard let first = hunk.first, let last = hunk.last else { return [] }
    let before = min(context, first.old.lowerBound)
    let after = min(context, lines.old.count - last.old.upperBound)
    let old = (first.old.lowerBound - before)..<(last.old.upperBound + after)
    let new = (first.new.lowerBound - before)..<(last.new.upperBound + after)
    var text = painter.range("@@ -\(place(old)) +\(place(new)) @@")
    var position = old.lowerBound
    for change in hunk {
      text += kept(position..<change.old.lowerBound)
      for line in change.old { text += painter.removed(masks.old.line(line, of: lines.old)) }
      for line in change.new { text += painter.added(masks.new.line(line, of: lines.new)) }
      position = change.old.upperBound
    }
    return text + kept(position..<old.upperBound)
  }

  /// `start,count` from 1; a count of 1 is left out, an empty range names the line before it.
  private static func place(_ range: Range<Int>) -> String {
    switch range.count {
    case 0: "\(range.lowerBound),0"
    case 1: "\(range.lowerBound + 1)"
    default: "\(range.lowerBound + 1),\(range.count)"
    }
  }
}
