import Networking
import TestSupport
import XCTest

/// Frames that no server may send: the request fails with what is wrong, the next one is served.
final class MultiplexedFrameFaultTests: MultiplexedTestCase {
  private typealias Kind = Frame.Kind
  private typealias Flag = Frame.Flag

  /// The frames that a request is answered with break the protocol.
  private func refuse(
    file: StaticString = #filePath, line: UInt = #line,
    _ frames: @escaping @Sendable (UInt32) -> [Frame]
  ) async throws {
    try await check(.protocolViolation, file: file, line: line) { connection, stream in
      for frame in frames(stream) { connection.send(frame) }
    }
  }

  func testFramesAboveTheAgreedSizeAreRefused() async throws {
    try await refuse { [.good($0), .data($0, Array(repeating: 0, count: 16_385), ends: true)] }
    try await refuse {
      [Frame(Kind.headers, flags: 5, stream: $0, .init(repeating: 0, count: 1 << 20))]
    }
    try await refuse { _ in [Frame(200, Array(repeating: 0, count: 16_385))] }
  }

  func testFramesOfStreamsMustNameOne() async throws {
    try await refuse { [.good($0), .data(0, [1], ends: true)] }
    try await refuse { _ in [.good(0, ends: true)] }
    try await refuse { _ in [.reset(0, Frame.Reason.refused)] }
    try await refuse { _ in [Frame(Kind.continuation, flags: 4)] }
    try await refuse { _ in [Frame(Kind.priority, .init(repeating: 0, count: 5))] }
  }

  func testFramesOfTheConnectionMustNotNameAStream() async throws {
    try await refuse { [Frame(Kind.settings, stream: $0)] }
    try await refuse { [Frame(Kind.ping, stream: $0, .init(repeating: 0, count: 8))] }
    try await refuse { [Frame(Kind.goAway, stream: $0, .init(repeating: 0, count: 8))] }
  }

  func testStreamsThatNobodyOpenedAreRefused() async throws {
    try await refuse { [.good($0 + 100, ends: true)] }
    try await refuse { [.good($0 + 1, ends: true)] }
    try await refuse { [.data($0 + 100, [1])] }
    try await refuse { [.reset($0 + 100, Frame.Reason.refused)] }
    try await refuse { [.window($0 + 100, 1)] }
  }

  func testFramesOfTheWrongLengthAreRefused() async throws {
    try await refuse { _ in [Frame(Kind.settings, [0, 3, 0, 0, 0])] }
    try await refuse { _ in [Frame(Kind.settings, flags: Flag.acknowledges, [0, 3, 0, 0, 0, 1])] }
    try await refuse { _ in [Frame(Kind.ping, .init(repeating: 0, count: 7))] }
    try await refuse { _ in [Frame(Kind.ping, .init(repeating: 0, count: 9))] }
    try await refuse { _ in [Frame(Kind.goAway, .init(repeating: 0, count: 7))] }
    try await refuse { [Frame(Kind.reset, stream: $0, [0, 0, 0])] }
    try await refuse { _ in [Frame(Kind.window, [0, 0, 1])] }
    try await refuse { [Frame(Kind.window, stream: $0, .init(repeating: 0, count: 5))] }
  }

  func testSettingsOutsideTheirBoundsAreRefused() async throws {
    try await refuse { _ in [.settings([Frame.Setting.window: 1 << 31])] }
    try await refuse { _ in [.settings([Frame.Setting.frameSize: 16_383])] }
    try await refuse { _ in [.settings([Frame.Setting.frameSize: 1 << 24])] }
    try await refuse { _ in [.settings([Frame.Setting.push: 2])] }
  }

  func testWindowsCannotGrowByNothingOrAboveTheirBound() async throws {
    try await refuse { _ in [.window(0, 0)] }
    try await refuse { [.window($0, 0)] }
    try await refuse { _ in [.window(0, .max >> 1)] }
    try await refuse { [.window($0, .max >> 1)] }
  }

  func testHeadsInPiecesMustNotBeInterrupted() async throws {
    let start = Frame.block([(":status", "200")])
    try await refuse { [Frame(Kind.headers, stream: $0, start), .data($0, [1], ends: true)] }
    try await refuse { [Frame(Kind.headers, stream: $0, start), .ping()] }
    try await refuse { [Frame(Kind.headers, stream: $0, start), Frame(77, [1])] }
    try await refuse {
      [Frame(Kind.headers, stream: $0, start), Frame(Kind.continuation, flags: 4, stream: $0 + 2)]
    }
    try await refuse { [Frame(Kind.headers, stream: $0, start), .good($0, ends: true)] }
    try await refuse { [.good($0), Frame(Kind.continuation, flags: 4, stream: $0)] }
  }

  func testPaddingMustFit() async throws {
    try await refuse {
      [.good($0), Frame(Kind.data, flags: Flag.isPadded, stream: $0, [5, 1, 2])]
    }
    try await refuse { [.good($0), Frame(Kind.data, flags: Flag.isPadded, stream: $0)] }
    try await refuse { [Frame(Kind.headers, flags: Flag.isPadded | 4, stream: $0, [9, 0])] }
    try await refuse { [Frame(Kind.headers, flags: Flag.hasPriority | 4, stream: $0, [0, 0])] }
  }

  func testPushIsRefused() async throws {
    let promise = Frame.bytes(2) + Frame.block([(":method", "GET"), (":path", "/")])
    try await refuse { [Frame(Kind.push, flags: 4, stream: $0, promise)] }
  }

  func testTheFirstFrameMustBeSettings() async throws {
    let security = try ServerTLS(Self.sharedAuthority())
    for frame in [Frame.ping(), .goAway(last: 0), .window(0, 1), .good(1, ends: true)] {
      let server = ScriptedServer(security: security) {
        $0.send(frame.bytes)
        $0.waitForClose()
      }
      defer { server.stop() }
      let error = await failure(of: try request(server))
      XCTAssertEqual(error?.code, .protocolViolation, error?.message ?? "answered")
    }
  }

  func testWhatIsNoHTTP2IsRefused() async throws {
    let security = try ServerTLS(Self.sharedAuthority())
    for text in ["HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "SSH-2.0-OpenSSH\r\n"] {
      let server = ScriptedServer(security: security) {
        $0.send(text)
        $0.waitForClose()
      }
      defer { server.stop() }
      let error = await failure(of: try request(server))
      XCTAssertEqual(error?.code, .protocolViolation, error?.message ?? "answered")
    }
  }
}
