import Networking
import Synchronization
import TestSupport
import XCTest

/// A server and a client that do at random what each may do, and what it may not.
final class MultiplexedChaosTests: MultiplexedTestCase {
  private typealias Kind = Frame.Kind

  /// The body of an answer with these two in its head.
  private static func body(_ size: Int, _ seed: UInt8) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: $0) &+ seed }
  }

  /// Lives for a while and then ends in one of many ways.
  private static func misbehave(
    _ connection: FramedConnection, _ random: inout SeededGenerator
  ) {
    var open: [UInt32] = []
    for _ in 0..<Int.random(in: 1...60, using: &random) {
      if open.isEmpty {
        guard let stream = connection.request() else { return }
        open.append(stream)
      }
      open += connection.takeWaiting()
      let stream = open.remove(at: .random(in: open.indices, using: &random))
      let size = Int.random(in: 0...3, using: &random) * 9000
      let seed = UInt8.random(in: 0...255, using: &random)
      let head = Frame.headers(
        stream,
        [
          (":status", "200"), ("content-length", "\(size)"), ("x-seed", "\(seed)"),
        ])
      switch Int.random(in: 0..<24, using: &random) {
      case 0: connection.send(.reset(stream, Frame.Reason.refused))
      case 1: connection.send(head, .reset(stream, Frame.Reason.internalError))
      case 2: connection.send(head, .data(stream, [1]), .reset(stream, 99))
      case 3: connection.send(.headers(stream, [("x-no-status", "1")], ends: true))
      case 4...7:
        open.append(stream)
        disturb(connection, &random)
      case 8 where size > 0:
        connection.send(head)
        guard connection.send(bodies: [(stream, body(size - 1, seed))]) else { return }
      default:
        connection.send(head)
        guard connection.send(bodies: [(stream, body(size, seed))]) else { return }
      }
    }
    switch Int.random(in: 0..<8, using: &random) {
    case 0: connection.connection.reset()
    case 1: connection.connection.skipGoodbye()
    case 2: connection.send(.goAway(last: open.first ?? 0))
    case 3: connection.send(.data(0, [1]))
    case 4: connection.send(Frame(Kind.headers, flags: 4, stream: open.first ?? 1, [0xff]))
    case 5: connection.connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
    case 6:
      connection.send(.goAway(last: .max >> 1))
      for stream in open {
        connection.answer(stream, headers: [("content-length", "0"), ("x-seed", "0")])
      }
    default: break
    }
  }

  /// Changes something about the whole connection.
  private static func disturb(_ connection: FramedConnection, _ random: inout SeededGenerator) {
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      connection.send(.settings([Frame.Setting.streams: .random(in: 1...9, using: &random)]))
    case 1:
      connection.send(.settings([Frame.Setting.window: .random(in: 1...70_000, using: &random)]))
    case 2: connection.send(.ping(3), Frame(77, stream: 5, [1, 2, 3]), .window(0, 10))
    default: connection.settle()
    }
  }

  /// Sends a request, and gives it up at random.
  private static func ask(
    _ client: HTTPClient, _ request: HTTPRequest, _ random: inout SeededGenerator
  ) async -> Result<HTTPResponse, HTTPError> {
    var request = request
    if Bool.random(using: &random) {
      request.method = "PUT"
      request.body = Array(repeating: 7, count: .random(in: 0...100_000, using: &random))
    }
    switch Int.random(in: 0..<6, using: &random) {
    case 0: request.deadline = .milliseconds(.random(in: 1...50, using: &random))
    case 1: request.maximumBodySize = 10_000
    default: break
    }
    let task = Task { [request] () -> Result<HTTPResponse, HTTPError> in
      do throws(HTTPError) { return .success(try await client.send(request)) } catch {
        return .failure(error)
      }
    }
    if Int.random(in: 0..<6, using: &random) == 0 { task.cancel() }
    return await task.value
  }

  func testEveryRequestEndsAndNoAnswerIsMixedUp() async throws {
    for seed: UInt64 in 1...3 {
      let server = try serve([Frame.Setting.streams: 20]) { connection in
        var random = SeededGenerator(seed: seed &* 1000 &+ UInt64(connection.number))
        Self.misbehave(connection, &random)
      }
      let request = try request(server)
      let results = await withTaskGroup { [client] group in
        for number: UInt64 in 0..<40 {
          group.addTask {
            var random = SeededGenerator(seed: seed &* 7777 &+ number)
            var results: [Result<HTTPResponse, HTTPError>] = []
            for _ in 0..<10 { results.append(await Self.ask(client, request, &random)) }
            return results
          }
        }
        return await group.reduce(into: []) { $0 += $1 }
      }
      XCTAssertEqual(results.count, 400)
      var answers = 0
      for result in results {
        switch result {
        case .failure(let error):
          checkMessage(of: error)
          let stuck = "no answer within 20.0 seconds"
          XCTAssertFalse(error.message.contains(stuck), "seed \(seed): \(error)")
        case .success(let response):
          answers += 1
          let size = response.headers["content-length"].flatMap { Int($0) } ?? -1
          let first = response.headers["x-seed"].flatMap { UInt8($0) } ?? 0
          XCTAssertTrue(response.body == Self.body(size, first), "seed \(seed)")
        }
      }
      XCTAssertGreaterThan(answers, 50, "seed \(seed)")
      server.stop()
    }
  }
}
