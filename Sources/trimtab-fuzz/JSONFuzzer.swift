import DataFormats

/// Any bytes are a JSON value or an error.
enum JSONFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    _ = try? JSONReader.value(Array(bytes), numbers: .goLiterals)
  }
}
