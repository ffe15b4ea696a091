import Foundation
import Networking
import Synchronization
import SystemSupport
import TestSupport
import XCTest

/// A server meets clients that are cut off, slow, rude or too many.
final class StreamServerTests: XCTestCase {
  private var folder = TemporaryDirectory.fresh
  private var path: String { folder.file("s.sock") }

  /// Answers each line with what it got.
  private func server(
    _ change: (inout StreamServer.Limits) -> Void = { _ in },
    answer: @escaping @Sendable ([UInt8]) async -> [UInt8] = { Array("got ".utf8) + $0 }
  ) throws -> StreamServer {
    var limits = StreamServer.Limits()
    limits.requestSize = 100
    change(&limits)
    return try StreamServer(
      at: .path(path), limits: limits,
      StreamServer.Service(isComplete: { $0.last == 0x0A }, answer: answer))
  }

  private func client(_ text: String = "") throws -> PlainSocket {
    let socket = try PlainSocket(to: .path(path))
    if !text.isEmpty { try socket.send(Data(text.utf8)) }
    return socket
  }

  private func answer(_ socket: PlainSocket) throws -> String {
    String(decoding: try socket.receiveAll(), as: UTF8.self)
  }

  func testARequestInPiecesIsAnsweredOnceItIsWhole() throws {
    let server = try server()
    let socket = try client()
    for piece in ["a", "b", "", "c\n"] { try socket.send(Data(piece.utf8)) }
    XCTAssertEqual(try answer(socket), "got abc\n")
    server.stop()
  }

  func testWhatIsCutOffIsAnsweredToo() throws {
    let server = try server()
    let socket = try client("half")
    socket.finishSending()
    XCTAssertEqual(try answer(socket), "got half")
    let silent = try client()
    silent.finishSending()
    XCTAssertEqual(try answer(silent), "", "nothing was asked")
    server.stop()
  }

  func testAGiantRequestIsCutAndItsClientHearsTheAnswer() throws {
    let server = try server()
    let socket = try client()
    try? socket.send(Data(repeating: 0x78, count: 1 << 20))
    socket.finishSending()
    XCTAssertEqual(try answer(socket), "got " + String(repeating: "x", count: 100))
    server.stop()
  }

  func testBinaryRequestsComeAsTheyAre() throws {
    let server = try server()
    let socket = try client()
    let bytes = Data((0..<64).map { UInt8($0 * 4 + 1) } + [0x00, 0xFF, 0x0A])
    try socket.send(bytes)
    XCTAssertEqual(try socket.receiveAll(), Data("got ".utf8) + bytes)
    server.stop()
  }

  func testASlowClientIsLeftAtItsDeadline() throws {
    let server = try server { $0.deadline = .milliseconds(50) }
    let socket = try client("never ends")
    XCTAssertEqual(try answer(socket), "")
    let next = try client("quick\n")
    XCTAssertEqual(try answer(next), "got quick\n")
    server.stop()
  }

  func testAnAnswerThatTakesTooLongIsCancelled() async throws {
    let isCancelled = Mutex(false)
    let server = try server({ $0.deadline = .milliseconds(50) }) { _ in
      let isDone = await EventLoop.shared.pause(for: .seconds(60))
      isCancelled.withLock { $0 = !isDone }
      return []
    }
    XCTAssertEqual(try answer(try client("x\n")), "")
    let isSeen = await eventually { isCancelled.withLock { $0 } }
    XCTAssertTrue(isSeen)
    server.stop()
  }

  func testThoseThatComeWhileAllPlacesAreTakenWaitForTheirTurn() throws {
    let server = try server { $0.connections = 2 }
    var idle = [try client("a"), try client("b")]
    let waiting = try client("c\n")
    idle.removeAll()
    XCTAssertEqual(try answer(waiting), "got c\n")
    server.stop()
  }

  func testAClientThatDoesNotReadKeepsNobodyWaiting() throws {
    let server = try server(answer: { _ in [UInt8](repeating: 0x78, count: 8 << 20) })
    let deaf = try client("x\n")
    let socket = try client("x\n")
    XCTAssertEqual(try socket.receiveAll().count, 8 << 20)
    withExtendedLifetime(deaf) {}
    server.stop()
  }

  func testAStoppedServerEndsItsConnectionsAndRemovesItsSocket() throws {
    let server = try server()
    let open = try client("x")
    let isTaken = try client("y\n")
    XCTAssertEqual(try answer(isTaken), "got y\n")
    server.stop()
    XCTAssertEqual(try answer(open), "")
    XCTAssertFalse(FileManager.default.fileExists(atPath: path))
    XCTAssertThrowsError(try client())
  }
}
