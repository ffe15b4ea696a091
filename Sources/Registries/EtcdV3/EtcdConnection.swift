import Networking
import RegistryCore
import Synchronization
import SystemSupport

/// Exchanges with the members of a cluster: which one, over which path, with which token.
final class EtcdConnection: Sendable {
  /// A member that was chosen, and how to talk to it.
  struct Member: Sendable {
    let choice: EndpointList.Choice
    let gateway: String
    let ticket: EtcdTokens.Ticket
  }

  private struct State {
    var endpoints: EndpointList
    /// The path of each member's gateway.
    var paths: [String: String] = [:]
    /// How many paths were tried in vain at members that do not tell their version.
    var guesses: [String: Int] = [:]
  }

  let settings: EtcdRegistrySettings
  private let client = HTTPClient()
  private let tokens: EtcdTokens
  private let bases: [String]
  private let state: Mutex<State>

  init(settings: EtcdRegistrySettings) throws(RegistryError) {
    var bases: [String] = []
    for endpoint in settings.endpoints {
      bases.append(try EtcdEndpoint.base(of: endpoint, usesTLS: settings.usesTLS))
    }
    guard !bases.isEmpty else { throw RegistryError(.unsupported, "expected an etcd endpoint") }
    self.settings = settings
    self.bases = bases
    tokens = EtcdTokens(settings: settings)
    state = Mutex(State(endpoints: EndpointList(bases)))
  }

  /// Closes all connections; exchanges under way end with `.cancelled`.
  func shutdown() async { await client.shutdown() }

  /// Asks one member after the other until one gives an answer that can be read, or a refusal that
  /// all would give.
  func ask<Answer: Sendable>(
    _ path: String, _ body: [UInt8],
    read: @Sendable ([UInt8]) throws(EtcdFailure) -> Answer
  ) async throws(EtcdFailure) -> Answer {
    var tries = Tries(members: bases.count)
    while true {
      let choice = try choose()
      var ticket: EtcdTokens.Ticket?
      do throws(EtcdFailure) {
        let member = try await reach(choice)
        ticket = member.ticket
        let answer = try await ask(member, path, body, read: read)
        markGood(choice)
        return answer
      } catch {
        if error.kind == .unauthenticated, let ticket { tokens.refuse(ticket, because: error) }
        if error.kind == .unknownPath { forgetPath(of: choice) }
        guard tries.mayGoOn(after: error.kind) else { throw error }
        if error.mayHealElsewhere || error.kind == .unknownPath { markFailed(choice) }
      }
    }
  }

  /// Asks one member, once.
  func ask<Answer: Sendable>(
    _ member: Member, _ path: String, _ body: [UInt8],
    read: @Sendable ([UInt8]) throws(EtcdFailure) -> Answer
  ) async throws(EtcdFailure) -> Answer {
    let request = request(member, path, body)
    let asked = "`\(path)` of \(member.choice.address)"
    let response = try await send(request)
    guard response.status == 200 else {
      throw EtcdConnection.failure(response.status, response.body, of: request).asked(asked)
    }
    do throws(EtcdFailure) {
      return try read(response.body)
    } catch { throw error.asked(asked) }
  }

  /// Asks a member for a stream of changes.
  func watch(_ member: Member, _ body: [UInt8]) async throws(EtcdFailure) -> EtcdWatchBody {
    var request = request(member, "/watch", body)
    // As long as it goes well; who listens takes care that it does.
    request.deadline = .seconds(Int64(10 * 365 * 86_400))
    request.idleTimeout = nil
    let stream: HTTPStream
    do throws(HTTPError) {
      stream = try await client.open(request, headWithin: settings.timeout)
    } catch { throw EtcdFailure(error) }
    let asked = "`/watch` of \(member.choice.address)"
    guard stream.status == 200 else {
      var body: [UInt8] = []
      while body.count < 4096,
        case .bytes(let bytes)? = try? await stream.next(
          within: settings.timeout)
      {
        body += bytes
      }
      throw EtcdConnection.failure(stream.status, body, of: request).asked(asked)
    }
    return EtcdWatchBody(stream, asked: asked, limit: settings.maximumAnswerSize)
  }

  /// Chooses a member and learns how to talk to it.
  func choose() throws(EtcdFailure) -> EndpointList.Choice {
    guard let choice = state.withLock({ $0.endpoints.choice(at: .now) }) else {
      throw EtcdFailure(.unavailable, "there is no etcd endpoint")
    }
    return choice
  }

  /// Learns how to talk to a member.
  func reach(_ choice: EndpointList.Choice) async throws(EtcdFailure) -> Member {
    let gateway = choice.address + (try await path(of: choice.address))
    let ticket = try await tokens.current { [self] user, password in
      await authenticate(user, password, at: gateway)
    }
    return Member(choice: choice, gateway: gateway, ticket: ticket)
  }

  /// Notes that a member does what it should.
  func markGood(_ choice: EndpointList.Choice) {
    state.withLock { $0.endpoints.succeeded(choice) }
  }

  /// Notes that a member failed in a way that another one may not.
  func markFailed(_ choice: EndpointList.Choice) {
    var random = SystemRandomNumberGenerator()
    _ = state.withLock { $0.endpoints.failed(choice, at: .now, using: &random) }
  }

  /// Notes that a member did not accept a token.
  func refuse(_ member: Member, because failure: EtcdFailure) {
    tokens.refuse(member.ticket, because: failure)
  }
}

// MARK: - one exchange

extension EtcdConnection {
  private func request(_ member: Member, _ path: String, _ body: [UInt8]) -> HTTPRequest {
    var request = self.request("POST", member.gateway + path)
    request.body = body
    if let token = member.ticket.token { request.secretHeaders["Authorization"] = token }
    return request
  }

  private func request(_ method: String, _ url: String) -> HTTPRequest {
    var request = HTTPRequest(method, url: url)
    request.headers = [
      "Content-Type": "application/json",
      // A member without a leader refuses at once, and ends its watches, instead of being silent.
      "Grpc-Metadata-hasleader": "true",
    ]
    request.deadline = settings.deadline
    request.idleTimeout = settings.timeout
    request.connectTimeout = settings.connectTimeout
    request.tls = settings.tls
    request.usesEnvironmentProxy = settings.usesEnvironmentProxy
    request.maximumBodySize = settings.maximumAnswerSize
    // Over one HTTP/2 connection many reads starve the watches of some versions.
    request.prefersHTTP2 = false
    return request
  }

  private func send(_ request: HTTPRequest) async throws(EtcdFailure) -> HTTPResponse {
    do throws(HTTPError) {
      return try await client.send(request)
    } catch { throw EtcdFailure(error) }
  }

  private func authenticate(
    _ user: String, _ password: Secret, at gateway: String
  ) async -> Result<Secret?, EtcdFailure> {
    var request = request("POST", gateway + "/auth/authenticate")
    request.body = EtcdRequests.authenticate(user: user, password: password)
    let asked = "`/auth/authenticate` of \(gateway)"
    do throws(EtcdFailure) {
      let response = try await send(request)
      guard response.status == 200 else {
        let failure = EtcdFailure(status: response.status, body: response.body)
        if failure.kind == .authenticationDisabled { return .success(nil) }
        let isShown = !EtcdConnection.holds(response.body, password)
        return .failure(
          isShown
            ? failure.asked(asked)
            : EtcdFailure(failure.kind, "\(asked): answered \(response.status)"))
      }
      return .success(Secret(try EtcdAnswers.token(response.body)))
    } catch { return .failure(error.kind == .cancelled ? error : error.asked(asked)) }
  }

  private func path(of address: String) async throws(EtcdFailure) -> String {
    if let path = state.withLock({ $0.paths[address] }) { return path }
    let response = try await send(request("GET", address + "/version"))
    let path: String
    switch response.status {
    case 200:
      do throws(EtcdFailure) {
        path = try EtcdAnswers.gatewayPath(version: response.body)
      } catch { throw error.asked("`/version` of \(address)") }
    case 401, 403, 404, 405:
      // A proxy that lets only the gateway through.
      let guess = state.withLock { $0.guesses[address] ?? 0 }
      path = ["/v3", "/v3beta", "/v3alpha"][guess % 3]
    default:
      throw EtcdFailure(status: response.status, body: response.body)
        .asked("`/version` of \(address)")
    }
    state.withLock { $0.paths[address] = path }
    return path
  }

  /// Forgets where a member has its gateway: it may have been replaced by another version.
  func forgetPath(of choice: EndpointList.Choice) {
    state.withLock { state in
      state.paths[choice.address] = nil
      state.guesses[choice.address, default: 0] += 1
    }
  }

  /// The failure of an answer, without what it may repeat of our token.
  private static func failure(
    _ status: Int, _ body: [UInt8], of request: HTTPRequest
  ) -> EtcdFailure {
    let failure = EtcdFailure(status: status, body: body)
    let isShown = !request.secretHeaders.values.contains { holds(body, $0) }
    return isShown ? failure : EtcdFailure(failure.kind, "answered \(status)")
  }

  private static func holds(_ body: [UInt8], _ secret: Secret) -> Bool {
    let text = secret.reveal()
    return !text.isEmpty && String(decoding: body.prefix(4096), as: UTF8.self).contains(text)
  }

  /// How often one question may be asked.
  private struct Tries {
    private var membersLeft: Int
    private var mayRenewToken = true
    private var pathsLeft = 3

    init(members: Int) { membersLeft = members }

    mutating func mayGoOn(after kind: EtcdFailure.Kind) -> Bool {
      switch kind {
      case .unavailable, .invalidAnswer:
        membersLeft -= 1
        return membersLeft > 0
      case .unknownPath:
        pathsLeft -= 1
        return pathsLeft > 0
      case .unauthenticated:
        defer { mayRenewToken = false }
        return mayRenewToken
      default: return false
      }
    }
  }
}
