import DataFormats
import Diagnostics
import Values

/// TOML of any bytes: no crash, no hang, and what is read is written to a text that reads
/// the same.
enum TOMLFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let source = Source(name: "fuzz.toml", text: Array(bytes))
    do throws(DiagnosticError) {
      let value = try TOMLReader.document(source).value
      guard let written = try? TOMLWriter.marshal(value) else { return }
      let again = Source(name: "again.toml", text: written.storage)
      let same = try? TOMLReader.document(again).value
      precondition(
        same.map { value.isSameData(as: $0) } ?? false, "what was written reads the same")
    } catch {
      _ = DiagnosticRenderer().render(error.diagnostics)
    }
  }
}
