/// One change of a running HAProxy's servers, and the commands of its runtime API which make it.
package enum RuntimeOperation: Sendable, Equatable {
  /// A server that does not exist yet; it starts in maintenance.
  case add(ServerPlace, NewServer)
  /// Another address and port.
  case setAddress(ServerPlace, ServerAddress)
  /// A weight from 0 to 256.
  case setWeight(ServerPlace, Int)
  /// A limit of connections; 0 is none.
  case setMaxConnections(ServerPlace, Int)
  /// Whether it works.
  case setState(ServerPlace, State)
  /// Drain it, put it in maintenance, delete it.
  case remove(ServerPlace)

  /// A state that an operator can set.
  package enum State: String, Sendable {
    /// Works as its health allows.
    case ready
    /// Gets no new sessions.
    case drain
    /// Gets nothing and is not checked.
    case maintenance = "maint"
  }

  /// What `add server` has to be told.
  package struct NewServer: Sendable, Equatable {
    /// The address as written.
    package let address: Word
    /// All keywords, those of `default-server` included, which HAProxy would not add.
    package let words: [Word]
    /// Whether its health is checked: a check begins by a command only.
    package let hasCheck: Bool
    /// Whether it has an agent.
    package let hasAgent: Bool
    /// Whether it is to work.
    package let isEnabled: Bool
    /// Whether one of its name is still there from a removal that was not finished, with settings
    /// nobody knows.
    package let replacesLeftover: Bool
  }

  /// The server it is about.
  package var place: ServerPlace {
    switch self {
    case .add(let place, _), .setAddress(let place, _), .setWeight(let place, _),
      .setMaxConnections(let place, _), .setState(let place, _), .remove(let place):
      place
    }
  }

  /// The commands in order. A removal's are its three steps, between which time passes.
  package var commands: [String] {
    switch self {
    case .add(let place, let server):
      var commands =
        server.replacesLeftover
        ? ["set server \(place) state maint", "del server \(place)"] : []
      let words = [server.address] + server.words
      commands.append("add server \(place) \(words.map(\.description).joined(separator: " "))")
      if server.hasCheck { commands.append("enable health \(place)") }
      if server.hasAgent { commands.append("enable agent \(place)") }
      if server.isEnabled { commands.append("set server \(place) state ready") }
      return commands
    case .setAddress(let place, let address):
      return ["set server \(place) addr \(address.host) port \(address.port)"]
    case .setWeight(let place, let weight): return ["set server \(place) weight \(weight)"]
    case .setMaxConnections(let place, let limit):
      return ["set maxconn server \(place) \(limit)"]
    case .setState(let place, let state): return ["set server \(place) state \(state.rawValue)"]
    case .remove(let place):
      return [
        "set server \(place) state drain", "set server \(place) state maint",
        "del server \(place)",
      ]
    }
  }

  /// Additions come first and removals last, so that there is always somebody to serve.
  var rank: Int {
    switch self {
    case .add: 0
    case .setAddress, .setWeight, .setMaxConnections, .setState: 1
    case .remove: 2
    }
  }
}

/// A server of a backend.
package struct ServerPlace: Hashable, Sendable, CustomStringConvertible {
  /// The backend's name.
  package let backend: Word
  /// The server's name.
  package let server: Word

  /// A server of a backend.
  package init(_ backend: Word, _ server: Word) {
    self.backend = backend
    self.server = server
  }

  /// `web/web-1`, as the runtime API wants it.
  package var description: String { "\(backend)/\(server)" }
}
