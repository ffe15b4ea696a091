import Networking
import RegistryCore
import Synchronization
import SystemSupport

// One exchange, from the choice of a server to what its answer says.
extension ConsulRegistry {
  /// What an exchange does.
  enum Action {
    case read, delete
    case write([UInt8])
  }

  /// Who was asked, and in whose name: what it takes to judge the answer.
  struct Addressee: Sendable {
    let endpoint: ConsulEndpoint
    let choice: EndpointList.Choice
    let token: Secret?
  }

  /// One exchange; its connection was granted before.
  func ask(
    _ target: ConsulTarget, after index: UInt64?, sizeLimit: Int? = nil,
    to action: Action = .read
  ) async throws(RegistryError) -> ConsulReply {
    var (request, addressee) = try await prepare(target, after: index)
    if let sizeLimit { request.maximumBodySize = min(sizeLimit, request.maximumBodySize) }
    switch action {
    case .read: break
    case .delete: request.method = "DELETE"
    case .write(let body): (request.method, request.body) = ("PUT", body)
    }
    let response: HTTPResponse
    do throws(HTTPError) {
      response = try await client(after: index).send(request)
    } catch { throw noted(error, of: addressee) }
    return try accept(response, to: target, of: addressee)
  }

  /// Who sends what waits for a change after an index, or does not wait.
  func client(after index: UInt64?) -> HTTPClient {
    connections.clients.client(isWaiting: index != nil)
  }

  /// Chooses whom to ask, and writes the request to it.
  func prepare(
    _ target: ConsulTarget, after index: UInt64?, wait: Duration? = nil
  ) async throws(RegistryError) -> (HTTPRequest, Addressee) {
    let token = try token.current()
    if let error = refusal.withLock({ $0.error(for: token, at: .now) }) { throw error }
    let (endpoint, choice) = try await servers.next()
    return (
      request(target, of: endpoint, after: index, wait: wait, token),
      Addressee(endpoint: endpoint, choice: choice, token: token)
    )
  }

  /// What an answer says; what it tells of its server and the token is noted.
  func accept(
    _ response: HTTPResponse, to target: ConsulTarget, of addressee: Addressee
  ) throws(RegistryError) -> ConsulReply {
    connections.note(response)
    servers.note(response, of: addressee.choice)
    let token = addressee.token
    let text = String(decoding: response.body.prefix(4096), as: UTF8.self)
    let secret = token?.reveal() ?? ""
    let hidesBody = response.status != 200 && !secret.isEmpty && text.contains(secret)
    var doubts = settings.doubts
    // What an agent answers itself knows no leader, whether there is one or not.
    if target.endpoint.hasPrefix("/v1/agent/") { doubts.leaderless = false }
    do throws(RegistryError) {
      let reply = try ConsulReply(
        response, to: "`\(target.text)` of \(addressee.endpoint)", hidesBody: hidesBody,
        doubts: doubts)
      refusal.withLock { $0.accepted(token) }
      return reply
    } catch {
      if ConsulReply.refusesToken(response) {
        refusal.withLock { $0.refused(token, because: error, at: .now) }
      }
      throw error
    }
  }

  /// What a failed exchange means; what it tells of its server is noted.
  func noted(_ error: HTTPError, of addressee: Addressee) -> RegistryError {
    connections.note(error)
    let code = ConsulRegistry.code(of: error.code)
    if code != .cancelled { servers.failed(addressee.choice) }
    return RegistryError(code, error.message)
  }

  private func request(
    _ target: ConsulTarget, of endpoint: ConsulEndpoint, after index: UInt64?, wait: Duration?,
    _ token: Secret?
  ) -> HTTPRequest {
    // Consul waits no longer, whatever it is asked for.
    let wait = min(wait ?? settings.wait, .seconds(600))
    let blocking = index.map { ConsulQueries.blocking(after: $0, wait: wait) } ?? []
    var request = HTTPRequest(url: endpoint.base + target.adding(blocking).text)
    // Consul adds up to a sixteenth of the wait, so that not all clients come back at once.
    request.deadline = index == nil ? settings.deadline : wait + wait / 16 + settings.slack
    request.connectTimeout = settings.connectTimeout
    request.unixSocketPath = endpoint.unixSocketPath
    request.tls = settings.tls
    request.usesEnvironmentProxy = settings.usesEnvironmentProxy
    // Packing costs the agent on this machine more than the loopback costs anybody.
    request.prefersCompression = !endpoint.isLocal
    request.basicAuthentication = settings.basicAuthentication
    request.maximumBodySize = settings.maximumAnswerSize
    if let token, token != Secret("") {
      request.secretHeaders["X-Consul-Token"] = token
    }
    return request
  }

  private static func code(of code: HTTPError.Code) -> RegistryError.Code {
    switch code {
    case .cancelled, .shutDown: .cancelled
    case .resolve, .connect, .tls, .timeout, .closed: .unreachable
    case .tooLarge, .protocolViolation: .invalidAnswer
    case .invalidRequest, .failed: .failed
    }
  }
}
