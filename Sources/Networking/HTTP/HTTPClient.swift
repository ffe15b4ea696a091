import Synchronization

/// Sends HTTP requests over kept connections, any number at a time.
///
/// One thread, the shared event loop, drives all exchanges. Plain `http` and HTTP/2 over TLS are
/// this program's own; what else there is, proxies and HTTP/1 over TLS above all, goes over
/// libcurl. It and OpenSSL are loaded by the first request that needs them. An unused client costs
/// nothing. It closes its connections when shut down or when nobody holds it any more.
package final class HTTPClient: Sendable {
  private let curl: TransferDriver
  private let plain: PlainDriver
  private let multiplexed: MultiplexedDriver
  private let plainCarrier: HTTPClientConfiguration.PlainCarrier
  /// How the last request travels: most do alike, and share it.
  private let manner = Mutex<[HTTPManner]>([])

  /// A client with its own connections. Nothing is opened or initialised before the first request.
  package init(configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
    curl = TransferDriver(configuration: configuration)
    plain = PlainDriver(configuration: configuration)
    multiplexed = MultiplexedDriver(configuration: configuration, fallback: curl)
    plainCarrier = configuration.plainCarrier
  }

  deinit {
    multiplexed.shutdown {}
    curl.shutdown {}
    plain.shutdown {}
  }

  /// Sends a request and returns the whole answer, whatever its status.
  ///
  /// Ends no later than the request's deadline, and within 100 ms of the task's cancellation.
  package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    if followsItself(request) { return try await sendAlongRedirects(request) }
    let collector = BodyCollector(limit: request.maximumBodySize)
    let exchange = try exchange(request, sink: collector)
    return try await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        exchange.start(into: collector) { continuation.resume(returning: $0) }
      }
    } onCancel: {
      exchange.cancel()
    }.get()
  }

  /// Sends a request for somebody who has no task to wait in: `completion` is called exactly once,
  /// never within this call, mostly on the event loop's thread, which must not be kept for long.
  ///
  /// Ends no later than the request's deadline, and within 100 ms of its cancellation. Throws
  /// `.invalidRequest` before anything is sent.
  package func start(
    _ request: HTTPRequest,
    _ completion: @escaping @Sendable (Result<HTTPResponse, HTTPError>) -> Void
  ) throws(HTTPError) -> StartedRequest {
    if followsItself(request) {
      // Rare among what waits: each step asks anew where to go.
      return StartedRequest(
        way: .task(
          Task {
            do throws(HTTPError) {
              completion(.success(try await sendAlongRedirects(request)))
            } catch { completion(.failure(error)) }
          }))
    }
    let collector = BodyCollector(limit: request.maximumBodySize)
    let exchange = try exchange(request, sink: collector)
    exchange.start(into: collector, completion)
    return StartedRequest(way: .exchange(exchange))
  }

  /// Ends the requests under way with `.shutDown` and closes all connections. Later requests fail.
  package func shutdown() async {
    await withCheckedContinuation { continuation in
      // In the order of calls.
      multiplexed.shutdown {}
      curl.shutdown {}
      plain.shutdown { continuation.resume() }
    }
  }

  /// The way of a request. Throws `.invalidRequest` before anything is sent.
  func exchange(
    _ request: HTTPRequest, sink: any BodySink
  ) throws(HTTPError) -> Exchange {
    try request.validate()
    let target = try HTTPTarget(of: request)
    var request = request
    manner.withLock { request.share(&$0) }
    if request.maximumRedirects == 0, isPlain(request, target) {
      return .plain(PlainTransfer(request, target: target, sink: sink), plain)
    }
    if request.maximumRedirects == 0, DirectRoute.mayShare(request, to: target) {
      return .multiplexed(
        MultiplexedTransfer(request, target: target, sink: sink), multiplexed)
    }
    return .curl(Transfer(request, sink: sink), curl)
  }

  private func isPlain(_ request: HTTPRequest, _ target: HTTPTarget) -> Bool {
    plainCarrier == .own && DirectRoute.isPlain(request, to: target)
  }
}

// MARK: - redirects

extension HTTPClient {
  /// Whether redirects are followed here: libcurl knows nothing of plain exchanges.
  private func followsItself(_ request: HTTPRequest) -> Bool {
    guard request.maximumRedirects > 0, request.body == nil,
      ["GET", "HEAD"].contains(request.method), let target = try? HTTPTarget(of: request)
    else { return false }
    return isPlain(request, target)
  }

  /// Sends the request, and again to where the answers point, within one deadline.
  @inline(never)
  private func sendAlongRedirects(
    _ request: HTTPRequest
  ) async throws(HTTPError) -> HTTPResponse {
    let end = ContinuousClock.now + request.deadline
    var step = request
    for left in (0...request.maximumRedirects).reversed() {
      step.deadline = max(.zero, end - ContinuousClock.now)
      // From `https` on libcurl follows the rest.
      step.maximumRedirects = try isPlain(step, HTTPTarget(of: step)) ? 0 : left
      let response = try await send(step)
      guard (300..<400).contains(response.status), let place = response.headers["Location"] else {
        return response
      }
      step = try Redirection.request(step, to: place)
    }
    throw HTTPError(
      .protocolViolation, "cannot \(request): more than \(request.maximumRedirects) redirects")
  }
}
