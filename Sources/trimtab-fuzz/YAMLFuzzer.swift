import DataFormats
import Diagnostics
import Values

/// YAML of any bytes: no crash, no hang, and what is read is written to a text that reads.
enum YAMLFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let text = Array(bytes)
    do throws(DiagnosticError) {
      _ = try YAMLReader.document(Source(name: "fuzz.yaml", text: text))
    } catch {
      _ = DiagnosticRenderer().render(error.diagnostics)
    }
    guard let value = try? YAMLReader.value(text) else { return }
    guard let written = try? YAMLWriter.marshal(value) else { return }
    precondition((try? YAMLReader.value(written.storage)) != nil, "what was written can be read")
  }
}
