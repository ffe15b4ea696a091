/// An answer of the domain name system to a question for SRV records. Pure.
package struct ServiceAnswer: Sendable, Equatable {
  /// One server of a service.
  package struct Record: Sendable, Equatable {
    /// Lower ones are asked first.
    package let priority: UInt16
    /// How often it is chosen among those of equal priority.
    package let weight: UInt16
    /// Its port.
    package let port: UInt16
    /// Its host, without a dot at the end.
    package let target: String
  }

  /// The servers, in the order of the message; at most `limit`.
  package let records: [Record]
  /// How long they hold: the shortest of their times to live.
  package let timeToLive: Duration

  /// The most servers of one answer.
  package static let limit = 256

  /// Why a message is no answer.
  package enum Flaw: Error, Sendable, Equatable {
    /// It ends too early, or a name in it goes in circles or is too long.
    case malformed
    /// Its name server reports a failure, by its number.
    case refused(Int)
  }

  /// Reads a message. Records of other types, such as addresses of the targets, are skipped, and so
  /// is a target `.`, by which a domain says that it has no such service.
  package init(_ message: some Collection<UInt8>) throws(Flaw) {
    var reader = DNSReader(Array(message))
    let flags = try reader.number(at: 2)
    guard flags & 0x8000 != 0 else { throw .malformed }
    guard flags & 0xF == 0 else { throw .refused(flags & 0xF) }
    let (questions, answers) = (try reader.number(at: 4), try reader.number(at: 6))
    reader.position = 12
    for _ in 0..<questions {
      _ = try reader.name()
      try reader.skip(4)
    }
    var records: [Record] = []
    var shortest = Int.max
    for _ in 0..<answers {
      _ = try reader.name()
      let type = try reader.number()
      try reader.skip(2)
      let timeToLive = try reader.number() << 16 | (try reader.number())
      let end = try reader.number() + reader.position
      if type == ServiceAnswer.serviceType {
        let record = try reader.service(endingAt: end)
        if !record.target.isEmpty, records.count < ServiceAnswer.limit {
          records.append(record)
          shortest = min(shortest, timeToLive)
        }
      }
      try reader.move(to: end)
    }
    self.records = records
    // The highest bit is no part of a time.
    self.timeToLive = .seconds(records.isEmpty || shortest > Int(Int32.max) ? 0 : shortest)
  }

  private static let serviceType = 33

  /// The servers in an order to try them: by priority, and at random among equals by weight, so
  /// that many clients do not all ask the same one.
  package func ordered(using random: inout some RandomNumberGenerator) -> [Record] {
    var ordered: [Record] = []
    var rest = records.sorted { $0.priority < $1.priority }
    while let first = rest.first {
      let equals = rest.prefix { $0.priority == first.priority }
      // Weight zero is a small chance, not none.
      let total = equals.reduce(0) { $0 + Int($1.weight) * 100 + 1 }
      var drawn = Int.random(in: 0..<total, using: &random)
      let index =
        equals.firstIndex { record in
          drawn -= Int(record.weight) * 100 + 1
          return drawn < 0
        } ?? equals.startIndex
      ordered.append(rest.remove(at: index))
    }
    return ordered
  }
}

/// Walks over a message of the domain name system.
private struct DNSReader {
  let bytes: [UInt8]
  var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// 16 bits, the high ones first.
  func number(at position: Int) throws(ServiceAnswer.Flaw) -> Int {
    guard position + 2 <= bytes.count else { throw .malformed }
    return Int(bytes[position]) << 8 | Int(bytes[position + 1])
  }

  mutating func number() throws(ServiceAnswer.Flaw) -> Int {
    let number = try number(at: position)
    position += 2
    return number
  }

  mutating func skip(_ count: Int) throws(ServiceAnswer.Flaw) { try move(to: position + count) }

  mutating func move(to position: Int) throws(ServiceAnswer.Flaw) {
    guard position >= self.position, position <= bytes.count else { throw .malformed }
    self.position = position
  }

  mutating func service(endingAt end: Int) throws(ServiceAnswer.Flaw) -> ServiceAnswer.Record {
    let numbers = (try number(), try number(), try number())
    let target = try name()
    guard position <= end else { throw .malformed }
    return ServiceAnswer.Record(
      priority: UInt16(numbers.0), weight: UInt16(numbers.1), port: UInt16(numbers.2),
      target: target)
  }

  /// A name: labels with their lengths, the last one empty or a pointer to an earlier name.
  mutating func name() throws(ServiceAnswer.Flaw) -> String {
    var labels: [UInt8] = []
    var at = position
    var afterPointer: Int?
    var jumps = 0
    while true {
      guard at < bytes.count else { throw .malformed }
      let length = Int(bytes[at])
      if length == 0 { break }
      if length & 0xC0 == 0xC0 {
        afterPointer = afterPointer ?? at + 2
        at = try number(at: at) & 0x3FFF
        jumps += 1
        guard jumps <= 64 else { throw .malformed }
        continue
      }
      guard length < 64, at + 1 + length <= bytes.count else { throw .malformed }
      let label = bytes[(at + 1)...(at + length)]
      // What could not be part of a host in an address is refused: it would change its meaning.
      guard label.allSatisfy(DNSReader.isHostByte) else { throw .malformed }
      labels += labels.isEmpty ? Array(label) : [UInt8(ascii: ".")] + label
      guard labels.count <= 253 else { throw .malformed }
      at += 1 + length
    }
    position = afterPointer ?? at + 1
    return String(decoding: labels, as: UTF8.self)
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
