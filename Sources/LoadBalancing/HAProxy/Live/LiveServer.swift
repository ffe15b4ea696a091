/// A server as the running HAProxy has it.
package struct LiveServer: Sendable, Equatable {
  /// Its address; empty or `-` where it has none.
  package var host: String
  /// Its port.
  package var port: Int
  /// The weight that was set, from 0 to 256.
  package var weight: Int
  /// The bits of `srv_admin_state`.
  package var administration: Administration
  /// Whether it gets requests, as far as health goes.
  package var operation: Operation

  /// Why a server is kept from working.
  package struct Administration: OptionSet, Sendable, Hashable {
    package let rawValue: Int

    /// The bits as HAProxy numbers them.
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// In maintenance by a command, or by `disabled`.
    package static let forcedMaintenance = Administration(rawValue: 0x01)
    /// In maintenance since the server it tracks is.
    package static let inheritedMaintenance = Administration(rawValue: 0x02)
    /// `disabled` in the configuration.
    package static let configuredMaintenance = Administration(rawValue: 0x04)
    /// Draining by a command.
    package static let forcedDrain = Administration(rawValue: 0x08)
    /// Draining since the server it tracks is.
    package static let inheritedDrain = Administration(rawValue: 0x10)
    /// In maintenance for lack of an address.
    package static let resolutionMaintenance = Administration(rawValue: 0x20)
  }

  /// `srv_op_state`.
  package enum Operation: Int, Sendable {
    case stopped, starting, running, stopping
  }

  /// A server that works.
  package init(
    host: String, port: Int, weight: Int = 1, administration: Administration = [],
    operation: Operation = .running
  ) {
    self.host = host
    self.port = port
    self.weight = weight
    self.administration = administration
    self.operation = operation
  }

  /// Whether it was taken out of work by a command.
  var isOutOfWork: Bool {
    !administration.isDisjoint(with: [.forcedMaintenance, .forcedDrain])
  }

  /// The address in the system's spelling; nil where it has none.
  package var address: ServerAddress? { ServerAddress(host: host, port: port) }

  /// Whether a text is its address and port, in HAProxy's own spelling; other spellings are not
  /// recognised.
  func isWritten(_ word: Word) -> Bool {
    let length = host.utf8.count
    guard !word.hasVariables, word.bytes.count > length + 1, word.bytes.starts(with: host.utf8),
      word.bytes[length] == UInt8(ascii: ":")
    else { return false }
    var number = 0
    for byte in word.bytes[(length + 1)...] {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), number <= port else {
        return false
      }
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return number == port
  }
}
