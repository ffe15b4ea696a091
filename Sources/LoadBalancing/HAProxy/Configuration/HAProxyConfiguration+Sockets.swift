package import Networking

extension HAProxyConfiguration {
  /// The sockets of the runtime API at which everything may be done.
  package var runtimeSockets: [SocketAddress] {
    globalLines.compactMap { words in
      guard words.count > 2, words[0] == "stats", words[1] == "socket",
        words.dropFirst(3).contains("admin"), !words[2].hasVariables
      else { return nil }
      return SocketAddress(haproxy: words[2].description)
    }
  }

  /// The file with the process id.
  package var pidFile: String? {
    globalLines.first { $0.count == 2 && $0[0] == "pidfile" }?[1].description
  }

  /// The addresses at which it listens for clients, as literal addresses and ports.
  package var boundAddresses: Set<ServerAddress> {
    var found: Set<ServerAddress> = []
    for section in sections {
      for line in section.lines where line.words[0] == "bind" && line.words.count > 1 {
        for part in line.words[1].description.split(separator: ",") {
          if let address = HAProxyConfiguration.bound(String(part)) { found.insert(address) }
        }
      }
    }
    return found
  }

  private static func bound(_ text: String) -> ServerAddress? {
    if text.hasPrefix("*:") || text.hasPrefix(":") && !text.hasPrefix("::") {
      return ServerAddress(Word("0.0.0.0:" + text.drop { $0 != ":" }.dropFirst()))
    }
    return ServerAddress(Word(text))
  }

  /// The lines of the sections `global`.
  var globalLines: [[Word]] {
    sections.filter { $0.kind == "global" }.flatMap { $0.lines.map(\.words) }
  }
}
