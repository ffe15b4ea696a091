// What is sent to the server.
extension HTTP2Session {
  /// How many more requests the server takes at the moment.
  package var room: Int {
    isLeaving || nextStream > 0x3FFF_FFFF ? 0 : max(0, peer.maximumStreams - streams.count)
  }

  /// How many requests are under way.
  package var count: Int { streams.count }

  /// Sends a request whose header block is given; its number.
  package mutating func open(headers: [UInt8], body: [UInt8]?, isHead: Bool) -> UInt32 {
    let number = nextStream
    nextStream += 2
    var stream = HTTP2Stream(
      isHead: isHead, sendWindow: peer.initialWindow, receiveWindow: HTTP2Session.streamWindow)
    // The first block says that no table is used, whatever size the server thinks of.
    let block = number == 1 ? [0x20] + headers : headers
    let isLast = body?.isEmpty ?? true
    putHeaders(number, block, isLast: isLast)
    if let body, !body.isEmpty {
      stream.body = body
      senders.append(number)
    }
    streams[number] = stream
    return number
  }

  private mutating func putHeaders(_ stream: UInt32, _ block: [UInt8], isLast: Bool) {
    var rest = block[...]
    var kind = HTTP2Frame.Kind.headers
    repeat {
      let piece = rest.prefix(peer.maximumFrame)
      rest = rest.dropFirst(piece.count)
      var flags = rest.isEmpty ? HTTP2Frame.Flag.endHeaders : 0
      if isLast, kind == HTTP2Frame.Kind.headers { flags |= HTTP2Frame.Flag.endStream }
      put(kind, flags, stream, length: piece.count)
      put(piece)
      kind = HTTP2Frame.Kind.continuation
    } while !rest.isEmpty
  }

  /// Adds what the windows permit of bodies to the output, until that has so many bytes. Returns
  /// whether something was added.
  @discardableResult
  package mutating func pump(upTo size: Int) -> Bool {
    let before = outputCount
    var blocked = 0
    while blocked < senders.count, sendWindow > 0, outputCount < size {
      let number = senders.removeFirst()
      guard var stream = streams[number] else { continue }
      let count = min(stream.unsentCount, sendWindow, stream.sendWindow, peer.maximumFrame)
      guard count > 0 else {
        senders.append(number)
        blocked += 1
        continue
      }
      blocked = 0
      let isLast = count == stream.unsentCount
      put(
        HTTP2Frame.Kind.data, isLast ? HTTP2Frame.Flag.endStream : 0, number, length: count)
      put(stream.body[stream.sentCount..<stream.sentCount + count])
      sendWindow -= count
      stream.sendWindow -= count
      stream.sentCount += count
      if isLast { (stream.body, stream.sentCount) = ([], 0) } else { senders.append(number) }
      streams[number] = stream
    }
    return outputCount > before
  }

  /// Gives up an exchange.
  package mutating func cancel(_ stream: UInt32) {
    guard streams[stream] != nil else { return }
    forget(stream)
    putReset(stream, .cancel)
  }

  /// Asks the server for a sign of life.
  package mutating func ping() {
    put(HTTP2Frame.Kind.ping, 0, 0, length: 8)
    put(repeatElement(0, count: 8))
  }

  /// Ends an exchange for what is wrong with its answer.
  mutating func fail(
    _ stream: UInt32, _ fault: AnswerFault, _ reason: HTTP2Frame.Reason = .protocolError
  ) {
    forget(stream)
    putReset(stream, reason)
    events.append(.failed(stream, fault))
  }

  mutating func putReset(_ stream: UInt32, _ reason: HTTP2Frame.Reason) {
    put(HTTP2Frame.Kind.reset, 0, stream, length: 4)
    put(number: reason.rawValue)
  }

  mutating func forget(_ stream: UInt32) {
    guard let known = streams.removeValue(forKey: stream), known.unsentCount > 0 else { return }
    senders.removeAll { $0 == stream }
  }
}
