import SystemSupport

/// A file in which a server writes its process id.
struct PidFile {
  /// Room for a number and some white space; more is another sort of file.
  private static let limit = 256

  let path: String

  /// The id in the first line: a number above 1, so neither a group, nor everybody, nor init.
  func process() throws(ReloadError) -> Int32 {
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.real.read(path, limit: PidFile.limit)
    } catch {
      throw ReloadError(.badPidFile, "cannot use pid file `\(path)`: \(error)")
    }
    let line = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
    let number = line.split(whereSeparator: \.isWhitespace).first ?? ""
    guard number.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let process = Int32(number), process > 1
    else {
      let found = number.isEmpty ? "nothing" : "`\(number)`"
      throw ReloadError(
        .badPidFile, "expected a process id above 1 in `\(path)`, found \(found)")
    }
    return process
  }
}
