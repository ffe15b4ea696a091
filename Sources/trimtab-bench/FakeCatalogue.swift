/// What `FakeConsul` knows: services with whole answers made beforehand.
struct FakeCatalogue {
  private let instances: Int
  private var entries: [String: Entry] = [:]
  private var newestIndex: UInt64 = 10

  private struct Entry {
    let index: UInt64
    let answer: [UInt8]
  }

  init(services: Int, instances: Int) {
    self.instances = instances
    for number in 0..<services { set(service: number) }
    let names = (0..<services).map { #""service-\#($0)":["v1"]"# }
    entries["/v1/catalog/services"] = FakeCatalogue.entry("{\(names.joined(separator: ","))}", 10)
  }

  /// Changes a service; returns its path.
  mutating func change(service: Int) -> String {
    newestIndex += 1
    return set(service: service)
  }

  /// The index of what a path answers.
  func index(of path: String) -> UInt64 { (entries[path] ?? FakeCatalogue.nothing).index }

  /// The whole answer to a request for a path.
  func answer(to path: String) -> [UInt8] { (entries[path] ?? FakeCatalogue.nothing).answer }

  private static let nothing = entry("[]", 1)

  @discardableResult
  private mutating func set(service: Int) -> String {
    let path = "/v1/health/service/service-\(service)"
    // One instance, a different one each time, moves to another port.
    let changed = Int(newestIndex) % max(1, instances)
    let list = (0..<instances).map {
      instance(service, $0, port: $0 == changed ? 20_000 + Int(newestIndex % 10_000) : 8080)
    }
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

  private func instance(_ service: Int, _ number: Int, port: Int) -> String {
    let address = "10.\(service / 256 % 256).\(service % 256).\(number % 256)"
    let id = "service-\(service)-\(number)"
    return """
      {"Node":{"ID":"0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0","Node":"node-\(number)",\
      "Address":"\(address)","Datacenter":"dc1","TaggedAddresses":{"lan":"\(address)",\
      "wan":"\(address)"},"Meta":{"consul-network-segment":""},"CreateIndex":5,"ModifyIndex":6},\
      "Service":{"ID":"\(id)","Service":"service-\(service)","Tags":["v1","http"],\
      "Address":"\(address)",\
      "TaggedAddresses":{"lan_ipv4":{"Address":"\(address)","Port":\(port)}},\
      "Meta":{"version":"1.2.3"},"Port":\(port),"Weights":{"Passing":1,"Warning":1},\
      "EnableTagOverride":false,"Proxy":{"MeshGateway":{},"Expose":{}},"Connect":{},\
      "CreateIndex":10,"ModifyIndex":10},\
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
