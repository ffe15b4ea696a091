import TestSupport

/// Backends as people write them, which change at random, the same way for the same seed.
struct RandomBackends {
  private struct Server {
    var name: String
    var address: String
    var words: [String] = []
  }

  private struct Backend {
    let name: String
    let lines: [String]
    /// What its servers may have besides what all may have.
    let words: [String]
    let needsIDs: Bool
    var servers: [Server] = []
  }

  private var backends: [Backend]
  private var random: SeededGenerator
  private var timeout = 30
  private var count = 0
  /// How many slots of the template are used, as by tools before servers could be added.
  private var slots = 3

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    backends = [
      Backend(name: "web", lines: ["balance roundrobin"], words: ["cookie x"], needsIDs: false),
      Backend(
        name: "api.v1:x-y_z",
        lines: [
          "balance leastconn", "default-server inter 7s fall 4 maxconn 20 weight 7", "retries 2",
        ], words: ["no-check", "check-ssl verify none"], needsIDs: false),
      Backend(
        name: "cache", lines: ["balance uri", "hash-type consistent"],
        words: ["check port 99 addr 127.0.0.9"], needsIDs: true),
      Backend(name: "STATIC", lines: ["balance static-rr"], words: [], needsIDs: false),
      Backend(
        name: "1st", lines: ["balance source", "default-server check weight 3"],
        words: ["no-check", "enabled"], needsIDs: false),
    ]
    for index in backends.indices {
      for _ in 0..<Int.random(in: 0...5, using: &random) { add(to: index) }
    }
  }

  /// The backends as text, with comments, blanks and quotes here and there.
  mutating func text() -> String {
    var text = ""
    for backend in backends {
      text += "backend \(backend.name)\n"
      for line in backend.lines { text += "  \(line)\n" }
      for server in backend.servers {
        var words = ["server", server.name, server.address] + server.words
        for index in words.indices { words[index] = dressed(words[index]) }
        text += words.joined(separator: chance(9) ? " \t " : " ")
        text += chance(9) ? " # it's \"odd\" \\\n" : "\n"
        if chance(9) { text += "\n   # server gone 10.0.0.1:80\n" }
      }
    }
    return text + """
      backend slots
        timeout server \(timeout)s
        server-template slot 5 127.0.0.1:8\(slots)0 disabled

      """
  }

  /// A word in one of the ways to write it.
  private mutating func dressed(_ words: String) -> String {
    guard chance(7), !words.contains(" ") else { return words }
    return switch Int.random(in: 0..<4, using: &random) {
    case 0: "\"\(words)\""
    case 1: "'\(words)'"
    case 2: "\(words.prefix(1))\"\"\(words.dropFirst())"
    default: "\\x\(String(words.utf8.first ?? 0, radix: 16))\(words.dropFirst())"
    }
  }

  /// Commands of somebody else, which a change sets back. Agents decide for themselves.
  mutating func disturbances() -> [String] {
    guard chance(3) else { return [] }
    return backends.flatMap { backend in
      backend.servers.filter { !$0.words.contains { $0.hasPrefix("agent") } }.map {
        (place: "\(backend.name)/\($0.name)", isStatic: backend.name == "STATIC")
      }
    }.compactMap { place, isStatic in
      guard chance(6) else { return nil }
      let ways =
        ["state drain", "state maint", "state ready", "addr 127.0.0.8 port 88"]
        + (isStatic ? [] : ["weight 11"])
      return ways.randomElement(using: &random).map { "set server \(place) \($0)" }
    }
  }

  /// Some changes, nearly all of servers.
  mutating func change() {
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      // Most changes are of backends and settings that a running process takes.
      let index = Int.random(in: 0..<(chance(9) ? backends.count : 3), using: &random)
      if chance(60) { timeout += 1 }
      if chance(60) { slots = 9 - slots }
      guard let place = backends[index].servers.indices.randomElement(using: &random), !chance(5)
      else {
        add(to: index)
        continue
      }
      switch Int.random(in: 0..<10, using: &random) {
      case 0, 1: backends[index].servers.remove(at: place)
      case 2, 3: backends[index].servers[place].address = address()
      case 4: backends[index].servers.shuffle(using: &random)
      case 5: replace(index, place)
      case 6: toggle(index, place, isNew: chance(9))
      default: toggle(index, place, isNew: false)
      }
    }
  }

  private mutating func add(to index: Int) {
    count += 1
    let name = ["s\(count)", "S.\(count)", "a-b_\(count):x", "\(count)"].randomElement(
      using: &random)
    var server = Server(name: name ?? "", address: address())
    if backends[index].needsIDs, !chance(8) { server.words.append("id \(1000 + count)") }
    backends[index].servers.append(server)
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      toggle(index, backends[index].servers.count - 1, isNew: true)
    }
  }

  /// Another server of the same name, as where names are places.
  private mutating func replace(_ index: Int, _ place: Int) {
    let name = backends[index].servers[place].name
    backends[index].servers.remove(at: place)
    add(to: index)
    backends[index].servers[backends[index].servers.count - 1].name = name
  }

  /// Sets a setting, or takes it away.
  private mutating func toggle(_ index: Int, _ place: Int, isNew: Bool) {
    let changeable = [
      "weight \(Int.random(in: 0...256, using: &random))", "weight 1", "disabled", "disabled",
      "maxconn \(Int.random(in: 0...99, using: &random))",
    ]
    let lasting = [
      "check", "check inter 3s", "backup", "send-proxy", "agent-check agent-port 9",
      "ssl verify none", "slowstart 5s", "check observe layer4 on-error mark-down",
    ]
    let words = changeable + (isNew ? lasting + backends[index].words : [])
    let word = words.randomElement(using: &random) ?? ""
    let keyword = word.prefix { $0 != " " }
    let before = backends[index].servers[place].words
    let rest = before.filter { $0.prefix { $0 != " " } != keyword }
    let isSet = rest.count == before.count || chance(2)
    backends[index].servers[place].words = rest + (isSet ? [word] : [])
  }

  private mutating func address() -> String {
    let port = Int.random(in: 1...65535, using: &random)
    return [
      "127.0.0.\(Int.random(in: 1...9, using: &random)):\(port)", "127.0.0.1:\(port)",
      "[::1]:\(port)", "[2001:DB8::0:1]:\(port)", "ipv4@127.0.0.2:\(port)",
    ].randomElement(using: &random) ?? ""
  }

  private mutating func chance(_ rarity: Int) -> Bool {
    Int.random(in: 0..<rarity, using: &random) == 0
  }
}
