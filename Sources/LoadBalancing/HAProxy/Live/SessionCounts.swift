/// Reads the answer to `show stat`.
enum SessionCounts {
  /// Sessions and queued requests of each server. Lines that make no sense are left out: who is not
  /// known to be busy is asked again by `del server`, which refuses.
  static func read(_ answer: [UInt8]) -> [ServerPlace: Int] {
    let lines = String(decoding: answer, as: UTF8.self).split(separator: "\n")
    guard let head = lines.first, head.hasPrefix("# ") else { return [:] }
    let names = head.dropFirst(2).split(separator: ",", omittingEmptySubsequences: false)
    guard let backend = names.firstIndex(of: "pxname"), let server = names.firstIndex(of: "svname"),
      let sessions = names.firstIndex(of: "scur"), let queued = names.firstIndex(of: "qcur")
    else { return [:] }
    var counts: [ServerPlace: Int] = [:]
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count > max(backend, server, sessions, queued) else { continue }
      let place = ServerPlace(Word(String(fields[backend])), Word(String(fields[server])))
      counts[place] = (Int(fields[sessions]) ?? 0) + (Int(fields[queued]) ?? 0)
    }
    return counts
  }
}
