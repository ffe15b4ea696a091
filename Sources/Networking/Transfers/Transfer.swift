import CCurl

/// One exchange on its way through the loop.
///
/// Sendable without proof: after `init` every stored property is used only on the loop's thread.
final class Transfer: DrivenTransfer, @unchecked Sendable {
  let request: HTTPRequest
  private var time: TransferTime
  private var isPaused = false
  private var isHeadHandedOn = false
  private let sink: any BodySink
  private var state = State.waiting
  private var head = ResponseHead()
  private var refusal: HTTPError?

  private enum State {
    /// Not started; cancelled already if so.
    case waiting
    case cancelledEarly
    case running(EasyHandle, completion: Completion)
    case finished
  }

  typealias Completion = @Sendable (Result<ResponseHead, HTTPError>) -> Void

  init(_ request: HTTPRequest, sink: any BodySink) {
    self.request = request
    self.sink = sink
    time = TransferTime(of: request)
  }

  /// When the transfer has to be looked at: the end of its time, or of the peer's if it is silent
  /// from now on.
  var deadline: Int64 { time.deadline(isPaused: isPaused) }

  /// The failure of a transfer whose deadline is over.
  var timeout: HTTPError { time.failure(of: request) }

  /// Lets a sink that said `later` have the rest. Must be followed by a call of libcurl's driver.
  func resume() {
    guard isPaused, let easy else { return }
    isPaused = false
    time.noteSign()
    curl_easy_pause(easy, CURLPAUSE_CONT)
  }

  /// The handle while the transfer runs.
  var easy: UnsafeMutableRawPointer? {
    guard case .running(let handle, _) = state else { return nil }
    return handle.pointer
  }

  /// Makes the transfer ready to be handed to libcurl, or calls `completion` with the reason why
  /// not. Returns whether it is ready.
  func begin(
    configuration: HTTPClientConfiguration, share: UnsafeMutableRawPointer?,
    completion: @escaping Completion
  ) -> Bool {
    guard case .waiting = state else {
      state = .finished
      completion(.failure(HTTPError(.cancelled, "cancelled: \(request)")))
      return false
    }
    do {
      let handle = try EasyHandle.make(for: request, configuration: configuration, share: share)
      connectCallbacks(handle)
      state = .running(handle, completion: completion)
      return true
    } catch {
      state = .finished
      completion(.failure(error))
      return false
    }
  }

  /// Makes a transfer that has not begun fail when it does.
  func cancelEarly() {
    if case .waiting = state { state = .cancelledEarly }
  }

  /// Ends the transfer with what libcurl reports. It must be out of the multi handle.
  func finish(_ code: CURLcode) {
    guard case .running(let handle, _) = state else { return }
    if let refusal {
      finish(.failure(refusal))
    } else if code == CURLE_OK {
      finish(.success(head))
    } else {
      finish(.failure(HTTPError(curl: code, detail: handle.detail, request: request)))
    }
  }

  /// Ends the transfer. It must be out of the multi handle.
  func finish(_ result: Result<ResponseHead, HTTPError>) {
    guard case .running(_, let completion) = state else { return }
    state = .finished
    completion(result)
  }

  private func connectCallbacks(_ handle: EasyHandle) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    let easy = handle.pointer
    handle.note(
      trimtab_curl_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
        Transfer.from(context).receiveHeader(
          UnsafeRawBufferPointer(start: bytes, count: size * count))
      })
    handle.note(trimtab_curl_set_pointer(easy, CURLOPT_HEADERDATA, context))
    handle.note(
      trimtab_curl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
        Transfer.from(context).receiveBody(
          UnsafeRawBufferPointer(start: bytes, count: size * count))
      })
    handle.note(trimtab_curl_set_pointer(easy, CURLOPT_WRITEDATA, context))
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer {
    guard let context else { preconditionFailure("libcurl hands back the transfer") }
    return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  }

  private func receiveHeader(_ line: UnsafeRawBufferPointer) -> Int {
    guard head.receive(line) else {
      return refuse("the answer has more than \(ResponseHead.maximumSize) bytes of headers")
    }
    time.noteSign()
    let isRedirect = request.maximumRedirects > 0 && (300..<400).contains(head.status)
    if head.isFinal, !isHeadHandedOn, !isRedirect {
      isHeadHandedOn = true
      sink.receive(head)
    }
    return line.count
  }

  private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    time.noteSign()
    switch sink.receive(bytes) {
    case .accepted: return bytes.count
    case .later:
      isPaused = true
      return Int(CURL_WRITEFUNC_PAUSE)
    case .tooLarge:
      return refuse("the answer's body has more than \(request.maximumBodySize) bytes")
    }
  }

  /// Remembers why and tells libcurl, by a count that is not the offered one, to give up.
  private func refuse(_ reason: String) -> Int {
    refusal = failure(.tooLarge, reason)
    return -1
  }
}
