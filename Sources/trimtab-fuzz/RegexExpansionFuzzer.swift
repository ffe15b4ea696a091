import Rendering
import Values

/// Patterns and replacements: nothing crashes, what the translation lets through has limits, and
/// replacing each match with itself changes nothing.
///
/// The input is `PATTERN 0 REPLACEMENT 0 TEXT`.
enum RegexExpansionFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    // Long texts only make catastrophic patterns slow, which the step limit ends anyway.
    let parts = bytes.prefix(512).split(
      separator: 0, maxSplits: 2, omittingEmptySubsequences: false
    ).map { Bytes(copying: $0) }
    let replacement = parts.count > 1 ? parts[1] : Bytes("${1}$2x$$")
    let text = parts.count > 2 ? parts[2] : Bytes("aab b\u{E9}\n1")
    do throws(ValueError) {
      let regex = try Regex(parts[0])
      _ = try regex.replaceAll(in: text, with: replacement)
      let same = try regex.replaceAll(in: text, with: "${0}")
      precondition(same == text, "a match in its own place changes nothing")
    } catch {
      precondition(!error.message.isEmpty, "a refusal has words")
    }
  }
}
