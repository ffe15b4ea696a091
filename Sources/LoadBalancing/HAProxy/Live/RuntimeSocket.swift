import Networking

/// HAProxy's runtime API at one socket. Each call is a connection of its own: one that is kept
/// would go on talking to a worker which a reload has replaced.
struct RuntimeSocket: Sendable {
  let address: SocketAddress
  /// How long one call may take.
  let timeout: Duration
  /// HAProxy takes one line of at most `tune.bufsize`, by default 16 KiB.
  private static let lineLimit = 12_000

  /// Asks one question and returns the answer.
  func ask(_ command: String) async throws(RuntimeError) -> [UInt8] {
    do throws(SocketError) {
      return try await SocketExchange.run(
        Array("\(command)\n".utf8), at: address, timeout: timeout)
    } catch {
      throw RuntimeError(error)
    }
  }

  /// What the process says of itself.
  func info() async throws(RuntimeError) -> RuntimeInfo {
    let answer = try await ask("show info")
    guard let info = RuntimeInfo(answer) else {
      throw RuntimeError(.nonsense, "`\(address)` does not answer `show info` as HAProxy does")
    }
    return info
  }

  /// All servers.
  func servers() async throws(RuntimeError) -> LiveServers {
    let answer = try await ask("show servers state")
    do throws(LiveServers.Failure) {
      return try LiveServers(stateText: answer)
    } catch {
      throw RuntimeError(.nonsense, "`\(address)`: \(error)")
    }
  }

  /// How many sessions each server has now.
  func sessions() async throws(RuntimeError) -> [ServerPlace: Int] {
    SessionCounts.read(try await ask("show stat"))
  }

  /// Gives commands, in order, in few lines. Throws the first that HAProxy refuses; those of the
  /// same line behind it were carried out all the same.
  func command(_ commands: [String]) async throws(RuntimeError) {
    var line = ""
    for command in commands {
      if !line.isEmpty, line.utf8.count + command.utf8.count > RuntimeSocket.lineLimit {
        try await give(line)
        line = ""
      }
      line += line.isEmpty ? command : ";\(command)"
    }
    if !line.isEmpty { try await give(line) }
  }

  private func give(_ line: String) async throws(RuntimeError) {
    // With numbers HAProxy says of each message how severe it is, in words that change between
    // versions.
    let answer = try await ask("set severity-output number;\(line)")
    let text = String(decoding: answer, as: UTF8.self)
    for message in text.split(separator: "\n") where message.hasPrefix("[") {
      guard let severity = message.dropFirst().first?.wholeNumberValue, severity <= 3 else {
        continue
      }
      throw RuntimeError(.refused, String(message.drop { $0 != ":" }.dropFirst(2)))
    }
  }
}

/// The runtime API did not do what it should.
package struct RuntimeError: Error, Sendable, CustomStringConvertible {
  /// Why.
  package enum Code: Sendable {
    /// Nobody answers, or not in time.
    case unreachable
    /// The answer makes no sense.
    case nonsense
    /// HAProxy refused a command.
    case refused
    /// HAProxy took the commands, and its state is another one.
    case disagrees
    /// The task was cancelled.
    case cancelled
  }

  /// Why.
  package let code: Code
  /// What happened, lower case.
  package let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }

  init(_ error: SocketError) {
    self.init(error.code == .cancelled ? .cancelled : .unreachable, "\(error)")
  }
}
