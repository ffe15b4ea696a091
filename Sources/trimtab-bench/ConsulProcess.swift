import DataFormats
import Glibc
import Networking
import SystemSupport

/// A real Consul as a child process, with services on nodes.
struct ConsulProcess: BenchmarkRegistry {
  /// How its services lie, and how it is asked.
  struct Shape {
    var services = 10
    var instances = 10
    var nodes = 10
    /// Keys `app/0` ... in place of services.
    var keys = 0
    var usesTLS = false
    /// How many connections the agent may use, if not as many as it does by itself.
    var connections: Int?
  }

  private let port: Int
  private let shape: Shape
  private let folder: ScratchFolder
  private let process: ChildProgram
  private let client = HTTPClient()

  /// Starts it with its data in memory, and fills it.
  static func started(_ shape: Shape) async throws(BenchmarkError) -> ConsulProcess {
    let folder = try ScratchFolder()
    let port = 20_000 + Int(getpid()) % 10_000
    if shape.usesTLS { try makeCertificate(in: folder) }
    let file = try folder.write(configuration(port, shape, folder), to: "consul.json")
    let process = try ChildProgram.start(
      server: ServerPrograms.consul, ["agent", "-config-file", file])
    let consul = ConsulProcess(port: port, shape: shape, folder: folder, process: process)
    do throws(BenchmarkError) {
      try await consul.fill()
      return consul
    } catch {
      consul.stop()
      throw error
    }
  }

  private init(port: Int, shape: Shape, folder: ScratchFolder, process: ChildProgram) {
    (self.port, self.shape, self.folder, self.process) = (port, shape, folder, process)
  }

  var settings: String {
    var table = "[registry.bench]\nkind = \"consul\"\n"
    if let most = shape.connections { table += "max_connections = \(most)\n" }
    guard shape.usesTLS else { return table + "address = \"127.0.0.1:\(port)\"\n" }
    return table + "address = \"https://127.0.0.1:\(port + 3)\"\n"
      + "[registry.bench.tls]\nca_file = \"\(folder.path)/server.pem\"\n"
  }

  func change(_ number: Int) async throws(BenchmarkError) {
    guard shape.keys == 0 else {
      return try await ask("/v1/kv/app/\(number * 7 % shape.keys)", "value-\(number)")
    }
    let (service, instance) = (number * 7 % shape.services, number % shape.instances)
    let node = self.node(service, instance)
    try await ask(
      "/v1/catalog/register",
      """
      {"Node":"node-\(node)","Address":"10.0.0.1","SkipNodeUpdate":true,\
      "Service":\(entry(service, instance, port: 20_000 + number % 10_000))}
      """)
  }

  func stop() {
    process.kill()
    folder.remove()
  }

  /// How many requests it has answered.
  func requests() async throws(BenchmarkError) -> Int {
    let answer = try await send(
      HTTPRequest(url: "http://127.0.0.1:\(port)/v1/agent/metrics?format=prometheus"))
    let text = String(decoding: answer.body, as: UTF8.self)
    // Another version calls them all by one name and tells them apart by labels.
    return text.split(separator: "\n").reduce(0) { sum, line in
      guard line.hasPrefix("consul_http_") || line.hasPrefix("consul_api_http_"),
        line.prefix(while: { $0 != " " && $0 != "{" }).hasSuffix("_count")
      else { return sum }
      return sum + (line.split(separator: " ").last.flatMap { Int($0) } ?? 0)
    }
  }

  /// The processor time it has taken.
  var processorSeconds: Double {
    Double(Measuring.processorNanoseconds(of: process.pid) ?? 0) / 1e9
  }

  private func node(_ service: Int, _ instance: Int) -> Int {
    (service * shape.instances + instance) % shape.nodes
  }

  private func entry(_ service: Int, _ instance: Int, port: Int) -> String {
    """
    {"ID":"service-\(service)-\(instance)","Service":"service-\(service)","Tags":["v1","http"],\
    "Address":"10.\(service / 256).\(service % 256).\(instance)","Port":\(port),\
    "Meta":{"version":"1.2.3"}}
    """
  }
}

// MARK: - starting

extension ConsulProcess {
  private static func configuration(
    _ port: Int, _ shape: Shape, _ folder: ScratchFolder
  ) -> String {
    let tls =
      shape.usesTLS
      ? """
      "cert_file": "\(folder.path)/server.pem", "key_file": "\(folder.path)/server-key.pem",
      """ : ""
    return """
      { "server": true, "bootstrap": true, "node_name": "bench", "datacenter": "dc1",
        "bind_addr": "127.0.0.1", "client_addr": "127.0.0.1", \(tls)
        "data_dir": "\(folder.path)/data", "log_level": "ERROR", "disable_update_check": true,
        "performance": { "raft_multiplier": 1 },
        "telemetry": { "prometheus_retention_time": "1h", "disable_hostname": true },
        "limits": { "http_max_conns_per_client": 10000 },
        "ports": { "http": \(port), "server": \(port + 1), "serf_lan": \(port + 2),
          "https": \(shape.usesTLS ? port + 3 : -1), "serf_wan": -1, "dns": -1, "grpc": -1 } }
      """
  }

  private static func makeCertificate(in folder: ScratchFolder) throws(BenchmarkError) {
    try ChildProgram.start(
      server: "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-keyout", "\(folder.path)/server-key.pem", "-out", "\(folder.path)/server.pem",
        "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1",
      ]
    ).wait()
  }

  private func fill() async throws(BenchmarkError) {
    var operations: [String] = []
    for key in 0..<shape.keys {
      let value = Base64.encode(Array("value".utf8))
      operations.append(
        """
        {"KV":{"Verb":"set","Key":"app/\(key)","Value":"\(String(decoding: value, as: UTF8.self))"}}
        """)
    }
    for node in 0..<(shape.services > 0 ? shape.nodes : 0) {
      operations.append(
        """
        {"Node":{"Verb":"set","Node":{"Node":"node-\(node)","Address":"10.0.0.1"}}}
        """)
    }
    for service in 0..<shape.services {
      for instance in 0..<shape.instances {
        operations.append(
          """
          {"Service":{"Verb":"set","Node":"node-\(node(service, instance))",\
          "Service":\(entry(service, instance, port: 8080))}}
          """)
      }
    }
    try await awaitLeader()
    while !operations.isEmpty {
      try await ask("/v1/txn", "[\(operations.prefix(64).joined(separator: ","))]")
      operations.removeFirst(min(64, operations.count))
    }
  }

  private func awaitLeader() async throws(BenchmarkError) {
    for _ in 0..<200 {
      if (try? await ask("/v1/kv/ready", "yes")) != nil { return }
      _ = await EventLoop.shared.pause(for: .milliseconds(50))
    }
    throw BenchmarkError("Consul does not take writes")
  }

  private func ask(_ path: String, _ body: String) async throws(BenchmarkError) {
    var request = HTTPRequest("PUT", url: "http://127.0.0.1:\(port)\(path)")
    request.body = Array(body.utf8)
    _ = try await send(request)
  }

  @discardableResult
  private func send(_ request: HTTPRequest) async throws(BenchmarkError) -> HTTPResponse {
    do throws(HTTPError) {
      let answer = try await client.send(request)
      guard answer.status == 200 else {
        throw HTTPError(.failed, "Consul: \(String(decoding: answer.body, as: UTF8.self))")
      }
      return answer
    } catch { throw BenchmarkError(error.message) }
  }
}
