import DataFormats
import Diagnostics
import Values

/// YAML of any bytes: no crash, no hang, and what is read is written to a text that reads
/// the same.
enum YAMLFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let text = Array(bytes)
    do throws(DiagnosticError) {
      _ = try YAMLReader.document(Source(name: "fuzz.yaml", text: text))
    } catch {
      _ = DiagnosticRenderer().render(error.diagnostics)
    }
    guard let value = try? YAMLReader.value(text) else { return }
    // `1.0` and `1` are two keys, and both are written as `1`.
    guard !value.hasFloatKey, let written = try? YAMLWriter.marshal(value) else { return }
    let same = try? YAMLReader.value(written.storage)
    precondition(same.map { value.isSameData(as: $0) } ?? false, "what was written reads the same")
  }
}
