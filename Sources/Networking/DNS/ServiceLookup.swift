import CSystem

#if canImport(Glibc)
  import Glibc
#endif

/// Asks the domain name system for SRV records.
///
/// It asks through glibc: that knows resolv.conf with its search list and options, draws the ids
/// and ports of its questions at random, drops answers to other questions and asks again over TCP
/// where an answer was cut. It blocks, at most some five seconds, so each question has its own
/// thread.
package struct ServiceLookup: Sendable, Equatable {
  /// The name, such as `_consul._tcp.example.com`; a dot at its end keeps the search list out.
  package let name: String
  /// The name server to ask, `a.b.c.d:port`; nil for those of resolv.conf.
  package let server: String?

  /// Why there is no answer.
  package struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was asked and what came of it.
    package let description: String
  }

  /// A question, not asked yet.
  package init(name: String, server: String? = nil) {
    self.name = name
    self.server = server
  }

  /// The address and port of a name server `a.b.c.d:port`, whose port may be left out; nil for
  /// other texts.
  package static func serverParts(_ text: String) -> (address: String, port: Int)? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let port = parts.count == 2 ? Int(parts[1]) : 53,
      (1...65535).contains(port)
    else { return nil }
    var address = in_addr()
    guard inet_pton(AF_INET, String(parts[0]), &address) == 1 else { return nil }
    return (String(parts[0]), port)
  }

  /// The answer. It has at least one server.
  package func ask() async throws(Failure) -> ServiceAnswer {
    let result = await withCheckedContinuation { continuation in
      Job { continuation.resume(returning: askNow()) }.start()
    }
    let message = try result.get()
    let answer: ServiceAnswer
    do throws(ServiceAnswer.Flaw) {
      answer = try ServiceAnswer(message)
    } catch {
      switch error {
      case .malformed: throw failure("the answer is malformed")
      case .refused(let number): throw failure("the name server answers with error \(number)")
      }
    }
    guard !answer.records.isEmpty else { throw failure("no SRV records") }
    return answer
  }

  private func askNow() -> Result<[UInt8], Failure> {
    guard !name.isEmpty, !name.utf8.contains(0) else { return .failure(failure("no name")) }
    var answer = [UInt8](repeating: 0, count: 1 << 16)
    let parts = server.flatMap(ServiceLookup.serverParts)
    let count = answer.withUnsafeMutableBufferPointer {
      cs_ask_services(name, parts?.address, Int32(parts?.port ?? 53), $0.baseAddress, $0.count)
    }
    switch count {
    case 0...: return .success(Array(answer[..<count]))
    case -Int(ENOENT): return .failure(failure("no SRV records"))
    default: return .failure(failure("no name server answers"))
    }
  }

  private func failure(_ what: String) -> Failure {
    Failure(description: "cannot find the servers of `\(name)`: \(what)")
  }
}

/// Work with a thread of its own.
private final class Job: Sendable {
  private let work: @Sendable () -> Void

  init(_ work: @escaping @Sendable () -> Void) { self.work = work }

  /// Starts the thread; where there is none to be had, works here.
  func start() {
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Job>.fromOpaque(context).takeRetainedValue().work()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    if code == 0 { pthread_detach(thread) } else { work() }
  }
}
