import Networking
import TestSupport
import XCTest

extension HTTPClient {
  /// A client whose plain requests are carried by `carrier`.
  static func carried(by carrier: HTTPClientConfiguration.PlainCarrier) -> HTTPClient {
    var configuration = HTTPClientConfiguration()
    configuration.plainCarrier = carrier
    return HTTPClient(configuration: configuration)
  }
}

final class HTTPClientOverLibcurlTests: HTTPClientTests {
  override class var carrier: HTTPClientConfiguration.PlainCarrier { .libcurl }

  func testCompressedBodiesAreUnpacked() async throws {
    let server = ScriptedServer {
      _ = $0.readRequest()
      $0.send(gzipAnswer)
    }
    defer { server.stop() }
    let client = HTTPClient.carried(by: Self.carrier)
    let response = try await client.send(HTTPRequest(url: server.url()))
    XCTAssertEqual(String(decoding: response.body, as: UTF8.self), "hello gzip")
    await client.shutdown()
  }
}

// A class without a test of its own is not found.

final class HTTPConnectionOverLibcurlTests: HTTPConnectionTests {
  override class var carrier: HTTPClientConfiguration.PlainCarrier { .libcurl }

  override func testRequestsInARowShareAConnection() async throws {
    try await super.testRequestsInARowShareAConnection()
  }
}

final class HTTPStreamOverLibcurlTests: HTTPStreamTests {
  override class var carrier: HTTPClientConfiguration.PlainCarrier { .libcurl }

  override func testAnErrorPageIsAStreamToo() async throws {
    try await super.testAnErrorPageIsAStreamToo()
  }
}
