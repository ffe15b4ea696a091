/// Says whether a server can be added to or removed from a running backend. The rules are those
/// of HAProxy's `add server` and `del server`, and what would show only at the next reload.
struct DynamicServerRules {
  let version: HAProxyVersion
  /// Files that servers of the running process refer to: HAProxy has them in memory.
  let loadedFiles: Set<[Word]>

  init(version: HAProxyVersion, running layout: BalancerLayout?) {
    self.version = version
    var files: Set<[Word]> = []
    for server in layout?.backends.flatMap(\.servers) ?? [] {
      for keyword in DynamicServerRules.fileKeywords {
        if let file = server.settings[keyword] { files.insert([keyword, file]) }
      }
    }
    loadedFiles = files
  }

  private static let fileKeywords: [Word] = ["ca-file", "crl-file", "crt"]
  private static let firstVersion = HAProxyVersion(2, 6)

  /// Why `server` cannot be added to `backend`; nil if it can.
  func refusal(adding server: ServerLine, to backend: BackendSection) -> String? {
    if let reason = refusal(changing: backend) { return reason }
    guard server.name.isName, backend.name.isName else {
      return "its name cannot be given to the runtime API"
    }
    guard server.literalAddress != nil else {
      return "its address is no literal IP address with a port"
    }
    if let word = server.settings.unknown.first { return "`\(word)` is not known to work" }
    guard server.weight != nil else { return "its weight is no number from 0 to 256" }
    for (keyword, arguments) in server.settings.values {
      guard let since = ServerKeyword.named(keyword)?.dynamicSince, since <= version else {
        return "HAProxy \(version) does not take `\(keyword)` in `add server`"
      }
      if DynamicServerRules.fileKeywords.contains(keyword),
        !loadedFiles.contains([keyword] + arguments)
      {
        return "the file of `\(keyword)` is not loaded yet"
      }
      if !arguments.allSatisfy(\.isPlain) {
        return "the value of `\(keyword)` cannot be given to the runtime API"
      }
    }
    return refusalOfId(server, in: backend)
  }

  /// Why `server` cannot be removed from `backend`; nil if it can.
  func refusal(
    removing server: ServerLine, from backend: BackendSection, of layout: BalancerLayout
  ) -> String? {
    if let reason = refusal(changing: backend) { return reason }
    guard server.name.isName, backend.name.isName else {
      return "its name cannot be given to the runtime API"
    }
    let place = Word("\(backend.name)/\(server.name)")
    for other in layout.backends {
      for follower in other.servers {
        guard let target = follower.settings["track"] else { continue }
        if target == place || (other.name == backend.name && target == server.name) {
          return "`\(other.name)/\(follower.name)` tracks it"
        }
      }
    }
    return refusalOfId(server, in: backend)
  }

  private func refusal(changing backend: BackendSection) -> String? {
    guard version >= DynamicServerRules.firstVersion else {
      return "HAProxy \(version) has no dynamic servers"
    }
    return backend.staticReason
  }

  /// Without an id of their own servers are numbered by their place in the file, so that what
  /// hangs on ids moves at the next reload.
  private func refusalOfId(_ server: ServerLine, in backend: BackendSection) -> String? {
    if server.settings.has("id") { return nil }
    if backend.hashesConsistently {
      let key = server.settings["hash-key"]
      guard key == "addr-port" || key == "addr" else {
        return "with consistent hashing a server without `id` moves keys at the next reload"
      }
    }
    return backend.sticks
      ? "clients stick to servers by number, and it has no `id`" : nil
  }
}
