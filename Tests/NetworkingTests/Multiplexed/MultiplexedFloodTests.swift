import Networking
import TestSupport
import XCTest

/// Servers that send without end what costs them little: the request ends with an error, and others
/// are served meanwhile.
final class MultiplexedFloodTests: MultiplexedTestCase {
  /// Frames in masses end the request with an error, at its deadline at the latest, and a request
  /// to another server does not notice.
  private func endure(
    after first: (@Sendable (UInt32) -> Frame)? = nil, file: StaticString = #filePath,
    line: UInt = #line, _ flood: @escaping @Sendable (UInt32) -> Frame
  ) async throws {
    let gate = Gate()
    let bystander = try serve { connection in
      guard let stream = connection.request() else { return }
      gate.wait()
      connection.answer(stream)
    }
    let waiting = Task { [client, request = try request(bystander)] in
      try await client.send(request)
    }
    let change: (inout HTTPRequest) -> Void = { $0.deadline = .seconds(2) }
    try await check(
      .protocolViolation, .closed, .timeout, .tooLarge, change: change, file: file, line: line
    ) { connection, stream in
      if let first { connection.send(first(stream)) }
      let frames = Array(repeating: flood(stream).bytes, count: 500).flatMap { $0 }
      for _ in 0..<400 { guard connection.connection.send(frames) else { return } }
    }
    gate.open()
    let response = try await waiting.value
    XCTAssertEqual(response.status, 200, file: file, line: line)
  }

  func testPings() async throws { try await endure { _ in .ping(1) } }

  func testSettings() async throws { try await endure { _ in .settings([:]) } }

  func testSettingsThatChangeTheWindow() async throws {
    try await endure { _ in .settings([Frame.Setting.window: 1, Frame.Setting.window: 70_000]) }
  }

  func testEmptyPiecesOfABody() async throws {
    try await endure(after: { .good($0) }, { .data($0, []) })
  }

  func testEmptyPiecesOfAHead() async throws {
    try await endure(
      after: { Frame(Frame.Kind.headers, stream: $0, Frame.block([(":status", "200")])) },
      { Frame(Frame.Kind.continuation, stream: $0) })
  }

  func testInterimAnswers() async throws { try await endure { .headers($0, [(":status", "100")]) } }

  func testPriorities() async throws {
    try await endure { Frame(Frame.Kind.priority, stream: $0, [0, 0, 0, 0, 9]) }
  }

  func testUnknownFrames() async throws { try await endure { Frame(77, stream: $0) } }

  func testWindowUpdates() async throws { try await endure { .window($0, 1) } }

  func testResets() async throws { try await endure { .reset($0, Frame.Reason.internalError) } }

  func testPaddingWithoutABody() async throws {
    try await endure(
      after: { .good($0) },
      { Frame(Frame.Kind.data, flags: Frame.Flag.isPadded, stream: $0, [0]) })
  }

  func testRequestsThatAreRefusedForEver() async throws {
    let server = try serve { connection in
      while let stream = connection.request() {
        connection.send(.reset(stream, Frame.Reason.refused))
      }
    }
    let codes = await codes(200, of: try request(server))
    XCTAssertTrue(Set(codes.keys).isSubset(of: [.closed, .protocolViolation]), "\(codes)")
    XCTAssertLessThan(server.requestCount, 200 * 20)
  }
}
