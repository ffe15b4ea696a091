/// The files besides its configuration which a running HAProxy has in memory.
struct LoadedFiles: Sendable, Equatable {
  /// Maps by path.
  private(set) var maps: Set<String> = []
  /// Lists of patterns by path.
  private(set) var lists: Set<String> = []
  /// Certificates by path.
  private(set) var certificates: Set<String> = []

  /// Reads the answers to `show map`, `show acl` and `show ssl cert`.
  init(maps: [UInt8] = [], lists: [UInt8] = [], certificates: [UInt8] = []) {
    self.maps = LoadedFiles.paths(maps)
    self.lists = LoadedFiles.paths(lists)
    let lines = String(decoding: certificates, as: UTF8.self).split(separator: "\n")
    self.certificates = Set(lines.filter { $0.hasPrefix("/") }.map(String.init))
  }

  /// The paths of lines such as `4 (/etc/haproxy/hosts.map) pattern loaded from file ...`.
  private static func paths(_ answer: [UInt8]) -> Set<String> {
    var paths: Set<String> = []
    for line in String(decoding: answer, as: UTF8.self).split(separator: "\n") {
      guard !line.hasPrefix("#"), let open = line.firstIndex(of: "("),
        let close = line[open...].range(ofText: ") pattern loaded")
      else { continue }
      paths.insert(String(line[line.index(after: open)..<close]))
    }
    return paths
  }
}

extension Substring {
  /// Where a text begins in this one.
  fileprivate func range(ofText text: String) -> Index? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start }
      start = index(after: start)
    }
    return nil
  }
}
