import SystemSupport

/// The files from which a configuration has HAProxy take the state of servers when it starts.
package struct ServerStateFiles: Sendable {
  /// What holds no servers: HAProxy reads it without a word.
  static let empty = Array("1\n".utf8)

  /// The backends by the path of their file.
  package let backends: [String: Set<Word>]

  /// Files whose place depends on the directory in which HAProxy was started are left out.
  package init(_ configuration: HAProxyConfiguration, _ layout: BalancerLayout) {
    func value(_ key: Word) -> String? {
      configuration.globalLines.last { $0.count > 1 && $0[0] == key && !$0[1].hasVariables }?[1]
        .description
    }
    let base = value("server-state-base")
    func place(_ name: String?) -> String? {
      guard let name else { return nil }
      if name.hasPrefix("/") { return name }
      return base.flatMap { $0.hasPrefix("/") ? FilePath.joined($0, name) : nil }
    }
    let global = place(value("server-state-file"))
    var backends: [String: Set<Word>] = [:]
    for backend in layout.backends {
      let path: String?
      switch backend.stateSource {
      case "global": path = global
      case "local":
        let name = backend.stateFileName.flatMap { $0 == "use-backend-name" ? nil : $0 }
        path = place((name ?? backend.name).description)
      default: continue
      }
      if let path { backends[path, default: []].insert(backend.name) }
    }
    self.backends = backends
  }

  /// What a file is to hold: the running state of its backends' servers as far as the new
  /// configuration has them at the same places. HAProxy would take the ports of the others from the
  /// state, beside the new addresses.
  static func contents(
    _ state: [UInt8], for backends: Set<Word>, old: BalancerLayout?, new: BalancerLayout
  ) throws(LiveServers.Failure) -> [UInt8] {
    let (before, after) = (lines(old, of: backends), lines(new, of: backends))
    return try LiveServers.stateText(state) { backend, name, live in
      let place = ServerPlace(backend, name)
      guard let line = after[place] else { return false }
      guard let address = line.literalAddress else {
        return before[place].map { line.isSame(as: $0) } ?? false
      }
      return live.address == address
    }
  }

  private static func lines(
    _ layout: BalancerLayout?, of wanted: Set<Word>
  ) -> [ServerPlace: ServerLine] {
    var lines: [ServerPlace: ServerLine] = [:]
    for backend in layout?.backends ?? [] where wanted.contains(backend.name) {
      for server in backend.servers { lines[ServerPlace(backend.name, server.name)] = server }
    }
    return lines
  }
}
