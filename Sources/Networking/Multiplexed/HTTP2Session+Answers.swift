// What the server sends as answers.
extension HTTP2Session {
  /// Counts what a frame takes of the windows, all of it, as the server does.
  mutating func charge(_ frame: HTTP2Frame) throws(AnswerFault) {
    receiveWindow -= frame.length
    streams[frame.stream]?.receiveWindow -= frame.length
    guard receiveWindow >= 0, streams[frame.stream]?.receiveWindow ?? 0 >= 0 else {
      throw .violation("the server sends more than it may")
    }
    // What is kept is limited for each stream.
    if receiveWindow < HTTP2Session.connectionWindow / 2 {
      grant(0, HTTP2Session.connectionWindow - receiveWindow)
      receiveWindow = HTTP2Session.connectionWindow
    }
  }

  /// Whether so many bytes of a body are wanted.
  mutating func accept(_ stream: UInt32, _ count: Int) throws(AnswerFault) -> Bool {
    guard let known = streams[stream] else { return false }
    idleFrames = 0
    guard known.hasHead else {
      fail(stream, .violation("a body without headers before it"))
      return false
    }
    guard known.length + count <= known.announcedLength ?? .max else {
      fail(stream, .violation("the body is longer than announced"))
      return false
    }
    streams[stream]?.length += count
    return true
  }

  /// Notes that bytes of a body are not needed any more, so that others may come.
  package mutating func consumed(_ stream: UInt32, _ count: Int) {
    guard var known = streams[stream] else { return }
    known.taken += count
    if known.taken >= HTTP2Session.streamWindow / 2 {
      grant(stream, known.taken)
      known.receiveWindow += known.taken
      known.taken = 0
    }
    streams[stream] = known
  }

  /// Takes the end of an answer.
  mutating func finish(_ stream: UInt32) throws(AnswerFault) {
    guard let known = streams[stream] else { return }
    idleFrames = 0
    guard known.hasHead else { return fail(stream, .violation("an end without an answer")) }
    guard known.length == known.announcedLength ?? known.length else {
      return fail(stream, .violation("the body is shorter than announced"))
    }
    forget(stream)
    // The rest of the request is of no use to the server.
    if known.unsentCount > 0 { putReset(stream, .noError) }
    events.append(.end(stream))
  }

  // MARK: headers

  mutating func takeHeaders(_ frame: HTTP2Frame, _ payload: [UInt8]) throws(AnswerFault) {
    var bytes = payload[...]
    var padding = 0
    if frame.has(HTTP2Frame.Flag.padded) { padding = Int(bytes.popFirst() ?? 0) }
    let priority = frame.has(HTTP2Frame.Flag.priority) ? 5 : 0
    let isWhole = payload.count >= (frame.has(HTTP2Frame.Flag.padded) ? 1 : 0)
    guard isWhole, bytes.count >= padding + priority else {
      throw .violation("a frame has more padding than room")
    }
    bytes = bytes.dropFirst(priority).dropLast(padding)
    block = Block(
      stream: frame.stream, isLast: frame.has(HTTP2Frame.Flag.endStream), bytes: Array(bytes))
    if frame.has(HTTP2Frame.Flag.endHeaders) { try finishBlock() }
  }

  mutating func continueBlock(_ frame: HTTP2Frame, _ payload: [UInt8]) throws(AnswerFault) {
    block?.bytes += payload
    guard block?.bytes.count ?? 0 <= ResponseHead.maximumSize else {
      throw HTTP2Session.tooManyHeaders
    }
    if frame.has(HTTP2Frame.Flag.endHeaders) { try finishBlock() }
  }

  private static var tooManyHeaders: AnswerFault {
    AnswerFault(
      .tooLarge, "the answer has more than \(ResponseHead.maximumSize) bytes of headers")
  }

  private mutating func finishBlock() throws(AnswerFault) {
    guard let block else { return }
    self.block = nil
    let bytes = block.bytes
    // Headers for an exchange that is over count too: later ones may refer to them.
    let result = bytes.withUnsafeBytes { bytes -> Result<[HTTPHeaders.Field], AnswerFault> in
      do throws(AnswerFault) {
        return .success(try decoder.decode(bytes, limit: ResponseHead.maximumSize))
      } catch { return .failure(error) }
    }
    let fields: [HTTPHeaders.Field]
    do throws(AnswerFault) { fields = try result.get() } catch {
      // Too many headers leave the table in step: they cost their own exchange alone.
      guard error.code == .tooLarge else { throw error }
      if streams[block.stream] != nil { fail(block.stream, error, .cancel) }
      return
    }
    guard let known = streams[block.stream] else { return }
    let answer: HTTP2Answer
    do throws(AnswerFault) {
      answer = try HTTP2Answer(fields, isTrailer: known.hasHead)
    } catch { return fail(block.stream, error) }
    if known.hasHead {
      guard block.isLast else {
        return fail(block.stream, .violation("headers in the middle of the body"))
      }
      return try finish(block.stream)
    }
    guard answer.status >= 200 else {
      if block.isLast { fail(block.stream, .violation("an interim answer is the last one")) }
      return
    }
    let hasNoBody = known.isHead || answer.status == 204 || answer.status == 304
    if !hasNoBody, !block.isLast, answer.length != 0 {
      do throws(AnswerFault) { try answer.headers.checkEncoding() } catch {
        return fail(block.stream, error)
      }
    }
    idleFrames = 0
    streams[block.stream]?.hasHead = true
    streams[block.stream]?.announcedLength = hasNoBody ? 0 : answer.length
    events.append(.head(block.stream, status: answer.status, headers: answer.headers))
    if block.isLast { try finish(block.stream) }
  }
}
