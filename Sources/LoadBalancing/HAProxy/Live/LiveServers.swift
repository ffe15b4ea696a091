/// All servers of a running HAProxy, by backend and name.
package struct LiveServers: Sendable, Equatable {
  /// The servers by backend.
  package private(set) var backends: [Word: [Word: LiveServer]] = [:]

  /// What is wrong with an answer.
  package struct Failure: Error, Sendable, CustomStringConvertible {
    /// What was found.
    package let description: String
  }

  /// None.
  package init() {}

  /// Reads the answer to `show servers state`: a version, a line of column names after `#`, a line
  /// for each server.
  package init(stateText text: [UInt8]) throws(Failure) {
    var columns: StateColumns?
    for line in text.split(separator: 0x0A) {
      let fields = line.split(separator: 0x20)
      guard let first = fields.first else { continue }
      if first.elementsEqual("#".utf8) {
        columns = try StateColumns(fields.dropFirst())
      } else if let columns {
        guard fields.count >= columns.count else {
          throw Failure(description: "a line of servers' state is cut off")
        }
        let server = try columns.server(fields)
        backends[columns.backend(fields), default: [:]][columns.name(fields)] = server
      }
    }
    guard columns != nil else {
      throw Failure(description: "the servers' state has no line of columns")
    }
  }

  /// The answer to `show servers state` without the servers that are not to be kept.
  package static func stateText(
    _ text: [UInt8], keeping isKept: (_ backend: Word, _ name: Word, LiveServer) -> Bool
  ) throws(Failure) -> [UInt8] {
    var columns: StateColumns?
    var kept: [UInt8] = []
    for line in text.split(separator: 0x0A) {
      let fields = line.split(separator: 0x20)
      if fields.first?.elementsEqual("#".utf8) == true {
        columns = try StateColumns(fields.dropFirst())
      } else if let columns {
        guard fields.count >= columns.count else { continue }
        let server = try columns.server(fields)
        guard isKept(columns.backend(fields), columns.name(fields), server) else { continue }
      }
      kept += line + [0x0A]
    }
    return kept
  }

  /// What a process would have that has just read `layout`. Servers without a literal address get
  /// none.
  package init(startedFrom layout: BalancerLayout) {
    for backend in layout.backends {
      for server in backend.servers {
        let address = server.literalAddress
        backends[backend.name, default: [:]][server.name] = LiveServer(
          host: address?.host ?? "-", port: address?.port ?? 0, weight: server.weight ?? 1,
          administration: server.isDisabled ? [.forcedMaintenance, .configuredMaintenance] : [])
      }
    }
  }

  /// One server.
  package subscript(backend: Word, server: Word) -> LiveServer? {
    get { backends[backend]?[server] }
    set { backends[backend, default: [:]][server] = newValue }
  }

  /// The names of a backend's servers.
  package func names(in backend: Word) -> Set<Word> { Set(backends[backend]?.keys ?? [:].keys) }
}

/// Where the columns of `show servers state` are.
private struct StateColumns {
  let count: Int
  private let positions: [Int]
  private static let names = [
    "be_name", "srv_name", "srv_addr", "srv_port", "srv_uweight", "srv_admin_state",
    "srv_op_state",
  ]

  init(_ fields: ArraySlice<ArraySlice<UInt8>>) throws(LiveServers.Failure) {
    let found = fields.map { String(decoding: $0, as: UTF8.self) }
    positions = try StateColumns.names.map { name throws(LiveServers.Failure) in
      guard let position = found.firstIndex(of: name) else {
        throw LiveServers.Failure(description: "the servers' state has no column `\(name)`")
      }
      return position
    }
    count = found.count
  }

  func backend(_ fields: [ArraySlice<UInt8>]) -> Word { Word(Array(fields[positions[0]])) }

  func name(_ fields: [ArraySlice<UInt8>]) -> Word { Word(Array(fields[positions[1]])) }

  func server(_ fields: [ArraySlice<UInt8>]) throws(LiveServers.Failure) -> LiveServer {
    LiveServer(
      host: String(decoding: fields[positions[2]], as: UTF8.self),
      port: try number(fields, 3), weight: try number(fields, 4),
      administration: LiveServer.Administration(rawValue: try number(fields, 5)),
      operation: LiveServer.Operation(rawValue: try number(fields, 6)) ?? .stopped)
  }

  private func number(
    _ fields: [ArraySlice<UInt8>], _ column: Int
  ) throws(LiveServers.Failure) -> Int {
    let text = String(decoding: fields[positions[column]], as: UTF8.self)
    guard let number = Int(text) else {
      throw LiveServers.Failure(
        description: "column `\(StateColumns.names[column])` of the servers' state: expected a "
          + "number, found `\(text.prefix(40))`")
    }
    return number
  }
}
