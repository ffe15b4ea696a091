import Networking
import RegistryCore
import Synchronization
import SystemSupport

/// The members of an etcd cluster: each question goes to the one that answers.
final class EtcdV2Members: Sendable {
  private let settings: EtcdV2Settings
  private let bases: [String: String]
  private let list: Mutex<EndpointList>
  private let client = HTTPClient()
  private let log: Log

  init(settings: EtcdV2Settings, log: Log) throws(RegistryError) {
    var bases: [String: String] = [:]
    for address in settings.endpoints {
      bases[address] = try EtcdV2Endpoint(address, usesTLS: settings.usesTLS).base
    }
    guard !bases.isEmpty else {
      throw RegistryError(.unsupported, "expected at least one endpoint of etcd")
    }
    self.settings = settings
    self.bases = bases
    self.log = log
    list = Mutex(EndpointList(settings.endpoints))
  }

  /// Reads everything that a question is about, from the first member that answers.
  func read(
    _ question: KeyQuestion
  ) async throws(RegistryError) -> (pairs: [KeyPair], index: UInt64) {
    let target = EtcdV2Queries.read(question, quorum: settings.quorum)
    var attempts = bases.count
    while true {
      attempts -= 1
      let exchange = try exchange(target, deadline: settings.deadline)
      do throws(RegistryError) {
        let reply = try await EtcdV2Reply.read(response(exchange), exchange.name)
        guard case .keys(let pairs, let index) = reply else {
          throw RegistryError(.invalidAnswer, "\(exchange.name): expected keys")
        }
        list.withLock { $0.succeeded(exchange.choice) }
        return (pairs, index)
      } catch {
        if EtcdV2Members.isFinal(error) { throw error }
        note(error, exchange)
        if attempts <= 0 { throw error }
      }
    }
  }

  /// Waits for the first event after `index`, at most for `duration`.
  func wait(
    _ question: KeyQuestion, after index: UInt64, for duration: Duration
  ) async throws(RegistryError) -> EtcdV2Reply {
    let exchange = try exchange(
      EtcdV2Queries.wait(question, after: index), deadline: duration)
    do throws(RegistryError) {
      return try await EtcdV2Reply.wait(response(exchange), exchange.name)
    } catch {
      if EtcdV2Members.isFinal(error) { throw error }
      // A wait that is over says nothing; the read that follows it shows whether the member lives.
      if exchange.isOver { return .nothing }
      note(error, exchange)
      throw error
    }
  }

  /// Closes the connections; what is under way ends with `.cancelled`.
  func shutdown() async { await client.shutdown() }

  // MARK: - One exchange

  /// A request to a chosen member.
  private struct Exchange {
    let choice: EndpointList.Choice
    let request: HTTPRequest
    /// How messages name it.
    let name: String
    let end: ContinuousClock.Instant

    var isOver: Bool { ContinuousClock.now >= end }
  }

  private func exchange(
    _ target: String, deadline: Duration
  ) throws(RegistryError) -> Exchange {
    let now = ContinuousClock.now
    guard let choice = list.withLock({ $0.choice(at: now) }), let base = bases[choice.address]
    else { throw RegistryError(.unsupported, "no endpoint of etcd is known") }
    var request = HTTPRequest(url: base + target)
    request.deadline = deadline
    request.connectTimeout = min(settings.connectTimeout, deadline)
    request.tls = settings.tls
    request.usesEnvironmentProxy = settings.usesEnvironmentProxy
    request.basicAuthentication = settings.basicAuthentication
    request.maximumBodySize = settings.maximumAnswerSize
    request.maximumRedirects = 5
    let name = "`\(target.prefix { $0 != "?" })` of \(base)"
    return Exchange(choice: choice, request: request, name: name, end: now + deadline)
  }

  private func response(_ exchange: Exchange) async throws(RegistryError) -> HTTPResponse {
    do throws(HTTPError) {
      return try await client.send(exchange.request)
    } catch {
      let code: RegistryError.Code =
        switch error.code {
        case .cancelled, .shutDown: .cancelled
        case .resolve, .connect, .tls, .timeout, .closed: .unreachable
        case .tooLarge, .protocolViolation: .invalidAnswer
        case .invalidRequest, .failed: .failed
        }
      throw RegistryError(code, error.message)
    }
  }

  /// Whether another member would say the same.
  static func isFinal(_ error: RegistryError) -> Bool {
    [.cancelled, .forbidden, .unsupported].contains(error.code)
  }

  /// Lets the next question go to another member.
  private func note(_ error: RegistryError, _ exchange: Exchange) {
    var random = SystemRandomNumberGenerator()
    let isNews = list.withLock {
      $0.failed(exchange.choice, at: .now, using: &random)
    }
    guard isNews, bases.count > 1 else { return }
    log.warning(
      "member of etcd does not answer; asking another one",
      ["endpoint": exchange.choice.address, "error": error.message])
  }
}
