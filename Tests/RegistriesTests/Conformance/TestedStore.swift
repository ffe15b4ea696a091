import RegistryCore
import TestSupport

/// A source of truth that `RegistryConformance` can write to, and whose outages it can bring about.
protocol TestedStore: AnyObject {
  /// How messages name it.
  var name: String { get }
  /// What can be done with it. What is missing here is not tested.
  var traits: Set<StoreTrait> { get }

  /// The port of its server on 127.0.0.1; zero where there is none.
  var port: UInt16 { get }

  func start() async throws
  func stop() async throws
  /// Ends it as a power cut would; `start` brings it back with its data.
  func kill() async throws
  /// Makes it say nothing more, or nothing that makes sense.
  func freeze() throws
  func thaw() throws

  func put(_ pairs: [(path: String, value: [UInt8])]) throws
  func delete(_ path: String) throws
  /// Adds instances to a service, each with its port.
  func register(_ service: String, _ instances: [String: Int]) throws
  func deregister(_ id: String, of service: String) throws

  /// A registry of it, or of whatever listens at `port` in its place. A hasty one has deadlines
  /// of less than a second.
  func registry(at port: UInt16?, isHasty: Bool) throws -> any Registry

  /// A registry of it that may not read it.
  func registry(of stranger: Stranger) throws -> any Registry
  /// Has the secret of its registries not be valid any more.
  func revoke() throws
  /// Has the same secret be valid again.
  func restore() throws
}

/// Who must not read a store that asks for a secret and for certificates.
enum Stranger: String, CaseIterable {
  /// Shows no secret.
  case silent
  /// Shows another secret.
  case mistaken
  /// Shows no certificate.
  case bare
  /// Does not know the authority of the server's certificate.
  case distrustful
}

/// What can be done with a store.
enum StoreTrait: CaseIterable {
  /// Its data change.
  case changes
  /// It can be killed, frozen and brought back.
  case outages
  /// Something else can listen in its place.
  case network
  /// Keys may have any characters.
  case oddKeys
  /// A key with nothing between two of its slashes is another one than without them.
  case emptySteps
  /// Values may have any bytes.
  case binaryValues
  /// There may be 10,000 keys and a value of 5 MB.
  case plenty
  /// It has services of its own, beside keys.
  case services
  /// It speaks TLS with certificates on both sides and asks for a secret.
  case access
  /// What a secret does not open is left out of its answers, and not refused.
  case hiding
}

extension TestedStore {
  var port: UInt16 { 0 }
  func kill() async throws {}
  func freeze() throws {}
  func thaw() throws {}
  func stop() async throws {}
  func register(_ service: String, _ instances: [String: Int]) throws {}
  func deregister(_ id: String, of service: String) throws {}
  func registry(of stranger: Stranger) throws -> any Registry {
    try registry(at: nil, isHasty: true)
  }
  func revoke() throws {}
  func restore() throws {}
}

/// A store behind a real server.
protocol ServedStore: TestedStore {
  associatedtype Server: HaltableServer
  var server: Server { get }

  /// A registry of it, as `TestedStore` says; of a stranger if there is one.
  func registry(
    at port: UInt16?, isHasty: Bool, stranger: Stranger?
  ) throws -> any Registry
}

extension ServedStore {
  var port: UInt16 { server.port }
  func start() async throws { try await server.start() }
  func stop() async throws { try await server.stop() }
  func kill() async throws { try await server.kill() }
  func freeze() { server.freeze() }
  func thaw() { server.thaw() }

  func registry(at port: UInt16?, isHasty: Bool) throws -> any Registry {
    try registry(at: port, isHasty: isHasty, stranger: nil)
  }

  func registry(of stranger: Stranger) throws -> any Registry {
    try registry(at: nil, isHasty: true, stranger: stranger)
  }
}
