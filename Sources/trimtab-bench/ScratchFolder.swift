import Glibc

/// A folder for the files of a benchmark.
struct ScratchFolder {
  /// The path without a slash at the end.
  let path: String

  /// Makes the folder in another one.
  init(in parent: String = "/tmp") throws(BenchmarkError) {
    var template = Array("\(parent)/trimtab-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw BenchmarkError("cannot make a folder in `\(parent)`")
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Writes a file and returns its path.
  func write(_ text: String, to name: String) throws(BenchmarkError) -> String {
    let target = "\(path)/\(name)"
    guard let file = fopen(target, "we") else { throw BenchmarkError("cannot write `\(target)`") }
    fputs(text, file)
    fclose(file)
    return target
  }

  /// Removes it with all that is in it.
  func remove() { ScratchFolder.remove(path) }

  private static func remove(_ path: String) {
    guard let directory = opendir(path) else { return }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name != ".", name != ".." else { continue }
      if unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
    }
    closedir(directory)
    rmdir(path)
  }
}
