/// The contents of a file registry that changes at random, the same way for the same seed.
struct ChangingRegistry {
  /// One server.
  struct Server: Equatable {
    var host: Int
    var weight = 1
    var isOff = false
  }

  /// What kind of change comes next.
  enum Change: CaseIterable {
    case address, addition, removal, weight, maintenance, map, structure
  }

  private(set) var backends: [String: [String: Server]] = [:]
  private(set) var hosts: [String: Int] = [:]
  private(set) var structure = 0
  /// Something that HAProxy's check refuses.
  var isBroken = false
  /// Another port to listen at.
  var bind: UInt16
  let origin: UInt16
  private var random: UInt64

  /// Ten servers in one backend and four in another.
  init(bind: UInt16, origin: UInt16, seed: UInt64 = 7) {
    self.bind = bind
    self.origin = origin
    random = seed
    for (backend, count) in [("web", 10), ("api", 4)] {
      for number in 0..<count {
        backends[backend, default: [:]]["\(backend)\(number)"] = Server(host: 1)
      }
    }
  }

  private mutating func below(_ limit: Int) -> Int {
    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((random >> 33) % UInt64(limit))
  }

  /// Changes something. One in fifty changes needs a reload.
  mutating func change() {
    let kinds: [(Change, Int)] = [
      (.address, 30), (.addition, 18), (.removal, 18), (.weight, 14), (.maintenance, 8), (.map, 10),
      (.structure, 2),
    ]
    var number = below(100)
    for (kind, share) in kinds {
      if number < share { return make(kind) }
      number -= share
    }
  }

  /// Makes a change of a kind. Three servers of each backend always work.
  mutating func make(_ kind: Change) {
    let backend = below(3) == 0 ? "api" : "web"
    let name = "\(backend)\(below(backend == "api" ? 8 : 30))"
    let host = 1 + below(200)
    let weight = 1 + below(100)
    let isSpare = Int(name.dropFirst(3)) ?? 0 > 2
    switch kind {
    case .address: backends[backend]?[name]?.host = host
    case .addition:
      if backends[backend]?[name] == nil { backends[backend]?[name] = Server(host: host) }
    case .removal: if isSpare { backends[backend]?[name] = nil }
    case .weight: backends[backend]?[name]?.weight = weight
    case .maintenance: if isSpare { backends[backend]?[name]?.isOff.toggle() }
    case .map: hosts["host-\(below(50)).example"] = host
    case .structure: structure += 1
    }
  }

  /// The file's text.
  var text: String {
    var text = ""
    for (backend, servers) in backends.sorted(by: { $0.key < $1.key }) {
      for (name, server) in servers.sorted(by: { $0.key < $1.key }) {
        text += """
          [[service]]
          name = "\(backend)"
          id = "\(name)"
          address = "127.0.1.\(server.host)"
          port = \(origin)
          weight = \(server.weight)
          meta = { off = "\(server.isOff ? "yes" : "")" }

          """
      }
    }
    text += "[keys]\n\"bind\" = \"\(bind)\"\n\"structure\" = \"\(structure)\"\n"
    text += "\"broken\" = \"\(isBroken ? "yes" : "")\"\n\"map/none\" = \"0\"\n"
    for (host, number) in hosts.sorted(by: { $0.key < $1.key }) {
      text += "\"map/\(host)\" = \"\(number)\"\n"
    }
    return text
  }

  /// The servers as HAProxy should have them, as `LoadedBalancer.servers` shows them.
  var expectedServers: [String] {
    backends.flatMap { backend, servers in
      servers.map { name, server in
        "\(backend)/\(name) 127.0.1.\(server.host):\(origin) \(server.weight)"
          + (server.isOff ? " off" : "")
      }
    }.sorted()
  }

  /// The map as HAProxy should have it.
  var expectedMap: [String] {
    (hosts.map { "\($0) \($1)" } + ["none 0"]).sorted()
  }
}
