/// One request on its way, over libcurl or over one of the clients of this program.
enum Exchange: Sendable {
  case curl(Transfer, TransferDriver)
  case plain(PlainTransfer, PlainDriver)
  case multiplexed(MultiplexedTransfer, MultiplexedDriver)

  /// Starts it; `completion` is called exactly once, on the loop's thread.
  func start(_ completion: @escaping Transfer.Completion) {
    switch self {
    case .curl(let transfer, let driver): driver.start(transfer, completion: completion)
    case .plain(let transfer, let driver): driver.start(transfer, completion: completion)
    case .multiplexed(let transfer, let driver): driver.start(transfer, completion: completion)
    }
  }

  /// Ends it with `.cancelled`, whether it has started or not.
  func cancel() {
    switch self {
    case .curl(let transfer, let driver): driver.cancel(transfer)
    case .plain(let transfer, let driver): driver.cancel(transfer)
    case .multiplexed(let transfer, let driver): driver.cancel(transfer)
    }
  }

  /// Ends it with `.timeout`.
  func expire(after limit: Duration) {
    switch self {
    case .curl(let transfer, let driver): driver.expire(transfer, after: limit)
    case .plain(let transfer, let driver): driver.expire(transfer, after: limit)
    case .multiplexed(let transfer, let driver): driver.expire(transfer, after: limit)
    }
  }

  /// Offers the sink the bytes that it did not take.
  func resume() {
    switch self {
    case .curl(let transfer, let driver): driver.resume(transfer)
    case .plain(let transfer, let driver): driver.resume(transfer)
    case .multiplexed(let transfer, let driver): driver.resume(transfer)
    }
  }
}

extension Exchange {
  /// Starts it; `completion` is called exactly once, on the loop's thread, with the head and what
  /// the collector, its sink, has got.
  func start(
    into collector: BodyCollector,
    _ completion: @escaping @Sendable (Result<HTTPResponse, HTTPError>) -> Void
  ) {
    start { result in
      completion(
        result.map { head in
          HTTPResponse(
            status: head.status, headers: head.headers, body: collector.takeBody(),
            isMultiplexed: head.isMultiplexed)
        })
    }
  }
}
