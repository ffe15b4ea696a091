/// A section with servers, and what of it decides how they can be changed at run time.
package struct BackendSection: Sendable {
  /// Its name.
  package let name: Word
  /// The servers in the order of the text.
  package private(set) var servers: [ServerLine] = []
  /// All other lines, `default-server` excepted.
  package private(set) var otherLines: [HAProxyConfiguration.Line] = []
  /// `server-template` lines with what `default-server` adds.
  package private(set) var serverTemplates: [[Word]] = []
  /// The words after `balance`, from the section or its defaults.
  package private(set) var balance: [Word] = ["roundrobin"]
  /// The words after `hash-type`.
  package private(set) var hashType: [Word] = []

  /// Whether it is switched off.
  package private(set) var isDisabled = false
  /// The word after `load-server-state-from-file`.
  private(set) var stateSource: Word = "none"
  /// The word after `server-state-file-name`.
  private(set) var stateFileName: Word?

  init(_ section: HAProxyConfiguration.Section, defaults: ProxyDefaults) {
    name = section.name ?? ""
    isDisabled = defaults.isDisabled
    stateSource = defaults.stateSource
    balance = defaults.balance ?? balance
    hashType = defaults.hashType ?? hashType
    var settings = defaults.server
    var latest: (keywords: ArraySlice<Word>, settings: ServerSettings)?
    for line in section.lines { read(line, defaultServer: &settings, latest: &latest) }
  }

  private mutating func read(
    _ line: HAProxyConfiguration.Line, defaultServer settings: inout ServerSettings,
    latest: inout (keywords: ArraySlice<Word>, settings: ServerSettings)?
  ) {
    let words = line.words
    switch words[0] {
    case "default-server":
      settings.read(words.dropFirst())
      latest = nil
    case "server" where words.count >= 3:
      let keywords = words.dropFirst(3)
      // Neighbours mostly say the same, and then share what it comes to.
      if latest?.keywords != keywords {
        var own = settings
        own.read(keywords)
        latest = (keywords, own)
      }
      servers.append(
        ServerLine(
          name: words[1], address: words[2], settings: latest?.settings ?? settings,
          number: line.number))
    case "server-template":
      serverTemplates.append(words + settings.words)
    default:
      if words[0] == "disabled" { isDisabled = true }
      if words[0] == "enabled" { isDisabled = false }
      if words[0] == "balance" { balance = Array(words.dropFirst()) }
      if words[0] == "hash-type" { hashType = Array(words.dropFirst()) }
      if words[0] == "server-state-file-name" { stateFileName = words.dropFirst().first }
      if words[0] == "load-server-state-from-file" {
        stateSource = words.dropFirst().first ?? "none"
      }
      otherLines.append(line)
    }
  }

  /// The same with other servers.
  func with(servers: [ServerLine]) -> BackendSection {
    var result = self
    result.servers = servers
    return result
  }

  /// Why servers cannot be added or removed while HAProxy runs; nil if they can. Only algorithms
  /// that keep their order in a tree can.
  package var staticReason: String? {
    switch balance.first {
    case "roundrobin", "leastconn", "first", "random", nil: return nil
    case let word? where word.description.hasPrefix("random("): return nil
    case "static-rr"?: return "`balance static-rr` takes no changes at run time"
    case let word?:
      return hashType.first == "consistent"
        ? nil : "`balance \(word)` without `hash-type consistent` takes no changes at run time"
    }
  }

  /// Whether requests are spread by hashes whose points come from the servers' ids.
  package var hashesConsistently: Bool {
    switch balance.first {
    case "roundrobin", "leastconn", "first", "random", "static-rr", nil: false
    case let word?: !word.description.hasPrefix("random(") && hashType.first == "consistent"
    }
  }

  /// Whether clients are remembered by the ids of servers.
  package var sticks: Bool { otherLines.contains { $0.words[0] == "stick" } }
}

/// What a `defaults` section gives to those that follow it.
struct ProxyDefaults: Sendable {
  var server = ServerSettings()
  var balance: [Word]?
  var hashType: [Word]?
  var isDisabled = false
  var stateSource: Word = "none"

  mutating func read(_ section: HAProxyConfiguration.Section) {
    for line in section.lines {
      switch line.words[0] {
      case "default-server": server.read(line.words.dropFirst())
      case "balance": balance = Array(line.words.dropFirst())
      case "disabled": isDisabled = true
      case "enabled": isDisabled = false
      case "hash-type": hashType = Array(line.words.dropFirst())
      case "load-server-state-from-file": stateSource = line.words.dropFirst().first ?? "none"
      default: break
      }
    }
  }
}
