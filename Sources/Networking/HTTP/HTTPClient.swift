/// Sends HTTP requests over kept connections, any number at a time.
///
/// One thread, the shared event loop, drives all transfers. An unused client costs nothing.
/// It closes its connections when shut down or when nobody holds it any more.
package final class HTTPClient: Sendable {
  let driver: TransferDriver

  /// A client with its own connections. Nothing is opened or initialised before the first request.
  package init(configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
    driver = TransferDriver(configuration: configuration)
  }

  deinit { driver.shutdown {} }

  /// Sends a request and returns the whole answer, whatever its status.
  ///
  /// Ends no later than the request's deadline, and within 100 ms of the task's cancellation.
  package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let driver = driver
    let collector = BodyCollector(limit: request.maximumBodySize)
    let transfer = Transfer(request, sink: collector)
    let head = try await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        driver.start(transfer) { continuation.resume(returning: $0) }
      }
    } onCancel: {
      driver.cancel(transfer)
    }.get()
    return HTTPResponse(
      status: head.status, headers: head.headers, body: collector.takeBody(),
      isMultiplexed: head.isMultiplexed)
  }

  /// Ends the requests under way with `.shutDown` and closes all connections. Later requests fail.
  package func shutdown() async {
    await withCheckedContinuation { continuation in
      driver.shutdown { continuation.resume() }
    }
  }
}
