import DataFormats
import Glibc
import Networking
import SystemSupport

/// The machine's etcd as a child process, and the writes to it.
struct EtcdProcess: BenchmarkRegistry {
  /// `http://127.0.0.1:PORT`.
  let address: String
  private let process: ChildProgram
  private let folder: ScratchFolder
  private let client = HTTPClient()

  /// Starts it with its data in a folder, and waits until it takes writes.
  static func started(in folder: ScratchFolder) async throws(BenchmarkError) -> EtcdProcess {
    let port = 20_000 + Int(getpid()) % 10_000
    let address = "http://127.0.0.1:\(port)"
    let peer = "http://127.0.0.1:\(port + 10_001)"
    let words = [
      "--name", "m0", "--data-dir", folder.path + "/data", "--log-level", "error",
      "--listen-client-urls", address, "--advertise-client-urls", address,
      "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
      "--initial-cluster", "m0=\(peer)",
    ]
    let process = try ChildProgram.start(server: ServerPrograms.etcd, words)
    let etcd = EtcdProcess(address: address, process: process, folder: folder)
    for _ in 0..<200 {
      if (try? await etcd.put("/ready", "yes")) != nil { return etcd }
      _ = await EventLoop.shared.pause(for: .milliseconds(50))
    }
    etcd.stop()
    throw BenchmarkError("etcd does not take writes")
  }

  var settings: String { "[registry.bench]\nkind = \"etcd\"\nendpoints = [\"\(address)\"]\n" }

  func change(_ number: Int) async throws(BenchmarkError) {
    try await put("/up/\(number * 7 % 500)/k3", "10.1.0.\(number):80")
  }

  /// Ends it.
  func stop() {
    process.kill()
    folder.remove()
  }

  /// Writes a key.
  func put(_ key: String, _ value: String) async throws(BenchmarkError) {
    try await ask("/v3/kv/put", EtcdProcess.pair(key, value))
  }

  /// With the keys of `BalancerTemplate.upstreams`.
  static func filled() async throws(BenchmarkError) -> EtcdProcess {
    // In memory: the disk's syncs are not what is measured.
    let folder = try ScratchFolder(in: "/dev/shm")
    let etcd = try await started(in: folder)
    for upstream in 0..<500 { try await etcd.fill(upstream, keys: 10) }
    return etcd
  }

  /// Writes the keys of an upstream.
  func fill(_ upstream: Int, keys: Int) async throws(BenchmarkError) {
    let puts = (0..<keys).map {
      let value = "10.0.\(upstream % 256).\($0):80"
      return "{\"request_put\":\(EtcdProcess.pair("/up/\(upstream)/k\($0)", value))}"
    }
    try await ask("/v3/kv/txn", "{\"success\":[\(puts.joined(separator: ","))]}")
  }

  private func ask(_ path: String, _ body: String) async throws(BenchmarkError) {
    var request = HTTPRequest("POST", url: address + path)
    request.body = Array(body.utf8)
    do throws(HTTPError) {
      let status = try await client.send(request).status
      guard status == 200 else { throw HTTPError(.failed, "etcd answered \(status)") }
    } catch { throw BenchmarkError(error.message) }
  }

  private static func pair(_ key: String, _ value: String) -> String {
    "{\"key\":\"\(base64(key))\",\"value\":\"\(base64(value))\"}"
  }

  private static func base64(_ text: String) -> String {
    String(decoding: Base64.encode(Array(text.utf8)), as: UTF8.self)
  }
}
