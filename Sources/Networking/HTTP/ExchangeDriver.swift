import SystemSupport

/// A request on its way through a driver.
protocol DrivenTransfer: AnyObject, Sendable {
  var request: HTTPRequest { get }

  /// Makes a transfer that has not begun fail when it does.
  func cancelEarly()
}

extension DrivenTransfer {
  /// A failure of this request.
  func failure(_ code: HTTPError.Code, _ reason: String) -> HTTPError {
    HTTPError(code, "cannot \(request): \(reason)")
  }
}

/// What carries requests. Its face may be used on any thread and hands the work over to the loop's
/// with `EventLoop.submit`, which keeps the order of calls. `begin`, `end`, `goOn` and `closeAll`
/// are called only there.
protocol ExchangeDriver: AnyObject, Sendable {
  associatedtype Carried: DrivenTransfer
  typealias Completion = Transfer.Completion

  var loop: EventLoop { get }

  /// Starts a transfer; `completion` is called exactly once.
  func begin(_ transfer: Carried, _ completion: @escaping Completion)
  /// Ends a transfer with a failure, wherever it is; one that is over stays as it is.
  func end(_ transfer: Carried, _ failure: HTTPError)
  /// Offers a transfer's sink the bytes that it did not take.
  func goOn(_ transfer: Carried)
  /// Ends all transfers with `.shutDown` and closes all connections.
  func closeAll()
}

extension ExchangeDriver {
  /// Starts a transfer; `completion` is called exactly once, on the loop's thread.
  func start(_ transfer: Carried, completion: @escaping Completion) {
    loop.submit { [self] in begin(transfer, completion) }
  }

  /// Ends a transfer with `.cancelled`, whether it has started or not.
  func cancel(_ transfer: Carried) {
    loop.submit { [self] in
      transfer.cancelEarly()
      end(transfer, HTTPError(.cancelled, "cancelled: \(transfer.request)"))
    }
  }

  /// Ends a transfer with `.timeout`.
  func expire(_ transfer: Carried, after limit: Duration) {
    loop.submit { [self] in
      end(transfer, transfer.failure(.timeout, "no answer within \(limit)"))
    }
  }

  /// Offers a transfer's sink the bytes that it did not take.
  func resume(_ transfer: Carried) {
    loop.submit { [self] in goOn(transfer) }
  }

  /// Ends all transfers with `.shutDown`, closes all connections, then calls `completion`.
  func shutdown(_ completion: @escaping @Sendable () -> Void) {
    loop.submit { [self] in
      closeAll()
      completion()
    }
  }
}
