import Networking
import Synchronization
import SystemSupport
import TestSupport
import XCTest

/// A client, and servers that a test scripts frame by frame.
class MultiplexedTestCase: XCTestCase {
  let client = HTTPClient()

  private static let authority = Mutex<TestAuthority?>(nil)
  private let servers = Mutex<[FramedServer]>([])

  override class func setUp() {
    authority.withLock { $0 = try? TestAuthority(for: "127.0.0.1") }
  }

  override class func tearDown() { authority.withLock { $0 = nil } }

  override func tearDown() async throws {
    await client.shutdown()
    for server in servers.withLock({ $0 }) { server.stop() }
  }

  /// What signed the certificates of the servers.
  static func sharedAuthority() throws -> TestAuthority {
    try XCTUnwrap(authority.withLock { $0 })
  }

  /// A server that lives as long as the test.
  func serve(
    _ settings: KeyValuePairs<UInt16, UInt32> = [:], deafConnections: Int = 0,
    script: @escaping @Sendable (FramedConnection) -> Void
  ) throws -> FramedServer {
    let security = try ServerTLS(Self.sharedAuthority(), deafConnections: deafConnections)
    let server = FramedServer(security, settings: settings, script: script)
    servers.withLock { $0.append(server) }
    return server
  }

  /// A request that would be embarrassed to see its secrets printed.
  func request(_ server: ScriptedServer, _ path: String = "/v1") throws -> HTTPRequest {
    var request = HTTPRequest(url: server.url("\(path)?token=sesame"))
    request.tls.caFile = try Self.sharedAuthority().path("ca.pem")
    request.secretHeaders["X-Token"] = Secret("sesame")
    request.deadline = .seconds(20)
    return request
  }

  func request(_ server: FramedServer, _ path: String = "/v1") throws -> HTTPRequest {
    try request(server.server, path)
  }

  /// How a request fails; nil if it is answered.
  func failure(
    of request: HTTPRequest, file: StaticString = #filePath, line: UInt = #line
  ) async -> HTTPError? {
    let error = await client.failure(of: request)
    if let error { checkMessage(of: error, file: file, line: line) }
    return error
  }

  /// How many of as many requests at once end with which code; nil is an answer.
  func codes(
    _ count: Int, of request: HTTPRequest
  ) async -> [HTTPError.Code?: Int] {
    await withTaskGroup { [client] group in
      for _ in 0..<count { group.addTask { await client.failure(of: request)?.code } }
      return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
  }

  /// What an error says is a sentence that names the request and keeps its secrets.
  func checkMessage(
    of error: HTTPError, file: StaticString = #filePath, line: UInt = #line
  ) {
    let message = error.message
    XCTAssertFalse(message.contains("sesame"), message, file: file, line: line)
    XCTAssertFalse(message.contains("\n"), message, file: file, line: line)
    guard error.code != .cancelled else { return }
    let parts = message.split(separator: ": ", maxSplits: 1)
    XCTAssertTrue(message.hasPrefix("cannot "), message, file: file, line: line)
    XCTAssertEqual(parts.count, 2, message, file: file, line: line)
    XCTAssertFalse(message.hasSuffix("."), message, file: file, line: line)
    XCTAssertGreaterThan(parts.last?.count ?? 0, 4, message, file: file, line: line)
  }

  /// Runs `script` for the first request, which is expected to fail, and sees that the next one is
  /// answered, over whatever connection.
  func check(
    _ expected: HTTPError.Code..., settings: KeyValuePairs<UInt16, UInt32> = [:],
    change: (inout HTTPRequest) -> Void = { _ in }, file: StaticString = #filePath,
    line: UInt = #line, _ script: @escaping @Sendable (FramedConnection, UInt32) -> Void
  ) async throws {
    let server = try serve(settings) { connection in
      guard let stream = connection.request() else { return }
      if connection.number == 0 { script(connection, stream) } else { connection.answer(stream) }
      connection.answerAll()
    }
    var request = try request(server)
    change(&request)
    let error = await failure(of: request, file: file, line: line)
    if let error {
      XCTAssertTrue(
        expected.contains(error.code), "\(error.code): \(error.message)", file: file, line: line)
    } else {
      XCTFail("answered", file: file, line: line)
    }
    // A fault may go on and end the connection after the next request was sent on it.
    var isServed = false
    for _ in 0..<3 where !isServed {
      isServed = await failure(of: try self.request(server), file: file, line: line) == nil
    }
    XCTAssertTrue(isServed, "the next request failed", file: file, line: line)
  }

  /// Runs `script` as the server of one request that is to be answered.
  func get(
    _ settings: KeyValuePairs<UInt16, UInt32> = [:], change: (inout HTTPRequest) -> Void = { _ in },
    _ script: @escaping @Sendable (FramedConnection, UInt32) -> Void
  ) async throws -> HTTPResponse {
    let server = try serve(settings) { connection in
      guard let stream = connection.request() else { return }
      script(connection, stream)
      connection.drain()
    }
    var request = try request(server)
    change(&request)
    return try await client.send(request)
  }
}

extension Frame {
  /// The head of a good answer.
  static func good(_ stream: UInt32, ends: Bool = false) -> Frame {
    .headers(stream, [(":status", "200")], ends: ends)
  }
}
