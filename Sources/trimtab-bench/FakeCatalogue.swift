/// What `FakeConsul` knows: services on as many nodes as each has instances, with whole answers
/// made beforehand. Those about a node, which signals ask for, are made when they are asked for.
struct FakeCatalogue {
  private let services: Int
  private let instances: Int
  private var entries: [String: Entry] = [:]
  private var newestIndex: UInt64 = 10
  private var moved: [Int: Moved] = [:]
  private var nodeIndexes: [UInt64]

  private struct Entry {
    let index: UInt64
    let answer: [UInt8]
  }

  /// An instance that is not as it was at the start.
  private struct Moved {
    let port: Int
    let index: UInt64
  }

  init(services: Int, instances: Int) {
    self.services = services
    self.instances = instances
    nodeIndexes = [UInt64](repeating: newestIndex, count: instances)
    for number in 0..<services { set(service: number) }
    let names = (0..<services).map { #""service-\#($0)":["v1"]"# }
    entries["/v1/catalog/services"] = FakeCatalogue.entry("{\(names.joined(separator: ","))}", 10)
    let nodes = (0..<instances).map { #"{"Node":"node-\#($0)","ModifyIndex":6}"# }
    entries["/v1/catalog/nodes"] = FakeCatalogue.entry("[\(nodes.joined(separator: ","))]", 10)
  }

  /// Moves one instance of a service to another port, a different one each time; returns the paths
  /// whose answers are others now.
  mutating func change(service: Int) -> [String] {
    newestIndex += 1
    let instance = Int(newestIndex) % max(1, instances)
    moved[service * instances + instance] = Moved(
      port: 20_000 + Int(newestIndex % 10_000), index: newestIndex)
    nodeIndexes[instance] = newestIndex
    return [set(service: service), FakeCatalogue.nodePrefix + String(instance)]
  }

  /// The index of what a path answers.
  func index(of path: String) -> UInt64 {
    node(path).map { nodeIndexes[$0] } ?? (entries[path] ?? FakeCatalogue.nothing).index
  }

  /// The whole answer to a request for a path.
  func answer(to path: String) -> [UInt8] {
    guard let node = node(path) else { return (entries[path] ?? FakeCatalogue.nothing).answer }
    let list = (0..<services).map { entry($0, node) }
    return FakeCatalogue.entry(
      #"{"Node":{"Node":"node-\#(node)"},"Services":[\#(list.joined(separator: ","))]}"#,
      nodeIndexes[node]
    ).answer
  }

  private static let nothing = entry("[]", 1)
  private static let nodePrefix = "/v1/catalog/node-services/node-"

  private func node(_ path: String) -> Int? {
    guard path.hasPrefix(FakeCatalogue.nodePrefix),
      let node = Int(path.dropFirst(FakeCatalogue.nodePrefix.count)), node < instances
    else { return nil }
    return node
  }

  @discardableResult
  private mutating func set(service: Int) -> String {
    let path = "/v1/health/service/service-\(service)"
    let list = (0..<instances).map { instance(service, $0) }
    entries[path] = FakeCatalogue.entry("[\(list.joined(separator: ","))]", newestIndex)
    return path
  }

  private static func entry(_ body: String, _ index: UInt64) -> Entry {
    let head = """
      HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Consul-Index: \(index)\r
      X-Consul-KnownLeader: true\r\nX-Consul-LastContact: 0\r
      Content-Length: \(body.utf8.count)\r\n\r\n
      """
    return Entry(index: index, answer: Array((head + body).utf8))
  }

  private func address(_ service: Int, _ number: Int) -> String {
    "10.\(service / 256 % 256).\(service % 256).\(number % 256)"
  }

  /// An instance in the form of the catalogue.
  private func entry(_ service: Int, _ number: Int) -> String {
    let address = address(service, number)
    let state = moved[service * instances + number] ?? Moved(port: 8080, index: 10)
    return """
      {"ID":"service-\(service)-\(number)","Service":"service-\(service)","Tags":["v1","http"],\
      "Address":"\(address)",\
      "TaggedAddresses":{"lan_ipv4":{"Address":"\(address)","Port":\(state.port)}},\
      "Meta":{"version":"1.2.3"},"Port":\(state.port),"Weights":{"Passing":1,"Warning":1},\
      "EnableTagOverride":false,"Proxy":{"MeshGateway":{},"Expose":{}},"Connect":{},\
      "CreateIndex":10,"ModifyIndex":\(state.index)}
      """
  }

  /// An instance with its node and checks.
  private func instance(_ service: Int, _ number: Int) -> String {
    let address = address(service, number)
    let port = moved[service * instances + number]?.port ?? 8080
    let id = "service-\(service)-\(number)"
    return """
      {"Node":{"ID":"0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0","Node":"node-\(number)",\
      "Address":"\(address)","Datacenter":"dc1","TaggedAddresses":{"lan":"\(address)",\
      "wan":"\(address)"},"Meta":{"consul-network-segment":""},"CreateIndex":5,"ModifyIndex":6},\
      "Service":\(entry(service, number)),\
      "Checks":[{"Node":"node-\(number)","CheckID":"serfHealth","Name":"Serf Health Status",\
      "Status":"passing","Notes":"","Output":"Agent alive and reachable","ServiceID":"",\
      "ServiceName":"","ServiceTags":[],"Type":"","Definition":{},"CreateIndex":5,"ModifyIndex":5},\
      {"Node":"node-\(number)","CheckID":"service:\(id)","Name":"Service check",\
      "Status":"passing","Notes":"","Output":"HTTP GET http://\(address):\(port)/: 200 OK",\
      "ServiceID":"\(id)","ServiceName":"service-\(service)","ServiceTags":["v1","http"],\
      "Type":"http","Definition":{},"CreateIndex":10,"ModifyIndex":10}]}
      """
  }
}
