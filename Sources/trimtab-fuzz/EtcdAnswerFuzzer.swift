import Registries
import RegistryCore
import Values

/// Any bytes as answers of etcd: refused or read, the same each time and in whatever pieces.
enum EtcdAnswerFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let body = Array(bytes)
    let range = try? EtcdAnswers.range(body)
    precondition(range == (try? EtcdAnswers.range(body)), "the same answer gives the same range")
    if let range { seed(range) }
    _ = try? EtcdAnswers.transaction(body, count: 2)
    _ = try? EtcdAnswers.token(body)
    _ = try? EtcdAnswers.gatewayPath(version: body)
    _ = EtcdFailure(status: 400, body: body)
    let whole = messages(of: body, inPiecesOf: max(1, body.count))
    precondition(whole == messages(of: body, inPiecesOf: 3), "pieces do not matter")
    follow(whole)
  }

  private static func messages(of body: [UInt8], inPiecesOf size: Int) -> [[UInt8]] {
    var splitter = EtcdMessageSplitter(limit: 1 << 20)
    var found: [[UInt8]] = []
    for start in stride(from: 0, to: body.count, by: size) {
      let piece = Array(body[start..<min(start + size, body.count)])
      guard let messages = try? splitter.receive(piece) else { return [] }
      found += messages
    }
    return found
  }

  private static func seed(_ range: EtcdAnswers.Range) {
    guard let question = try? EtcdQuestion(.prefix(path: "", .init()), root: "/") else { return }
    var view = EtcdView(question)
    let number = view.beginReading(floor: 0)
    _ = view.seed(number, range)
    precondition(view.count == range.pairs.count, "a copy holds what was read")
    _ = view.value
  }

  private static func follow(_ messages: [[UInt8]]) {
    var machine = EtcdStreamMachine(settings: EtcdRegistrySettings(), at: .now)
    _ = machine.receive(.started(from: 1), at: .now)
    guard let question = try? EtcdQuestion(.prefix(path: "", .init()), root: "") else { return }
    var views = EtcdViews()
    views[question] = EtcdView(question)
    let number = views[question]?.beginReading(floor: 0) ?? 0
    _ = views[question]?.seed(number, .init(revision: 1, pairs: [], hasMore: false))
    for body in messages {
      guard let message = try? EtcdWatchMessage.read(body) else { continue }
      _ = machine.receive(.message(message), at: .now)
      if case .events(let events) = message { _ = views.apply(events, of: question.range) }
    }
  }
}
