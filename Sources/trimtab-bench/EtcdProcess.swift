import DataFormats
import Glibc
import Networking
import SystemSupport

/// The machine's etcd as a child process, and the writes to it.
struct EtcdProcess {
  /// `http://127.0.0.1:PORT`.
  let address: String
  private let pid: pid_t
  private let client = HTTPClient()

  /// Starts it with its data in a folder, and waits until it takes writes.
  static func started(in folder: String) async throws(BenchmarkError) -> EtcdProcess {
    let port = 20_000 + Int(getpid()) % 10_000
    let address = "http://127.0.0.1:\(port)"
    let peer = "http://127.0.0.1:\(port + 10_001)"
    let words = [
      "etcd", "--name", "m0", "--data-dir", folder + "/data", "--log-level", "error",
      "--listen-client-urls", address, "--advertise-client-urls", address,
      "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
      "--initial-cluster", "m0=\(peer)",
    ]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [Int32(1), 2] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var pid = pid_t()
    let code = posix_spawnp(&pid, "etcd", &actions, nil, &pointers, environ)
    guard code == 0 else {
      throw BenchmarkError("cannot start `etcd`; hint: run Tests/install-servers.sh")
    }
    let etcd = EtcdProcess(address: address, pid: pid)
    for _ in 0..<200 {
      if (try? await etcd.put("/ready", "yes")) != nil { return etcd }
      _ = await EventLoop.shared.pause(for: .milliseconds(50))
    }
    etcd.stop()
    throw BenchmarkError("etcd does not take writes")
  }

  /// Ends it.
  func stop() {
    kill(pid, SIGKILL)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
  }

  /// Writes a key.
  func put(_ key: String, _ value: String) async throws(BenchmarkError) {
    try await ask("/v3/kv/put", EtcdProcess.pair(key, value))
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
