import CSystem
import DataFormats
import Registries
import RegistryCore
import Values

/// Megabytes per second of the JSON tape on Consul health data, alone and with five fields read of
/// each entry.
enum JSONBenchmark {
  private static let rounds = 15

  static func run() -> [Figure] {
    let text = healthEntries(count: 5_000)
    let query = Query.Subject.service(.init(name: "web"))
    return [
      figure("JSON: parse Consul health", text, aim: "300 MB/s") { parse(text) },
      figure("JSON: parse and read 5 fields", text) { parseAndRead(text) },
      figure("JSON: parse and decode to records", text, aim: "300 MB/s") {
        guard case .list(let list)? = try? ConsulAnswers.value(of: query, body: text) else {
          return 0
        }
        return list.elements.count
      },
      figure("JSON: parse into values", text) { parseIntoValues(text) },
      memory(of: query, text),
    ]
  }

  /// What the records of an answer hold of the heap, for each instance.
  private static func memory(of query: Query.Subject, _ text: [UInt8]) -> Figure {
    let before = cs_heap_bytes()
    let value = try? ConsulAnswers.value(of: query, body: text)
    let held = Int(cs_heap_bytes()) - Int(before)
    guard case .list(let list)? = value else { return Figure("memory: one instance", "none") }
    return Figure(
      "memory: one service instance", "\(held / list.elements.count) bytes", aim: "600 bytes")
  }

  private static func figure(
    _ what: String, _ text: [UInt8], aim: String = "", _ work: () -> Int
  ) -> Figure {
    let speed = Double(text.count) / 1e6 / best(work)
    let size = Figure.rounded(Double(text.count) / 1e6)
    return Figure(what, "\(Int(speed)) MB/s (of \(size) MB)", aim: aim)
  }

  private static func parse(_ text: [UInt8]) -> Int {
    guard let tape = try? JSONTape(text) else { return 0 }
    return tape.root.count
  }

  private static func parseIntoValues(_ text: [UInt8]) -> Int {
    guard case .list(let list)? = try? JSONReader.value(text, numbers: .floats) else { return 0 }
    return list.elements.count
  }

  private static func parseAndRead(_ text: [UInt8]) -> Int {
    guard let tape = try? JSONTape(text) else { return 0 }
    var sum = 0
    for entry in tape.root.elements {
      for (key, value) in entry.members {
        if key.equals("Node") {
          sum += value["Node"]?.bytes?.count ?? 0
          sum += value["Address"]?.bytes?.count ?? 0
        } else if key.equals("Service") {
          for (key, value) in value.members {
            if key.equals("ID") { sum += value.bytes?.count ?? 0 }
            if key.equals("Address") { sum += value.bytes?.count ?? 0 }
            if key.equals("Port") { sum += Int(value.int64 ?? 0) }
          }
        }
      }
    }
    return sum
  }

  /// The shortest time of one call, in seconds.
  private static func best(_ work: () -> Int) -> Double {
    var shortest = Int64.max
    for _ in 0..<rounds {
      let start = cs_monotonic_nanoseconds()
      precondition(work() > 0, "the benchmark's data is valid")
      shortest = min(shortest, cs_monotonic_nanoseconds() - start)
    }
    return Double(shortest) / 1e9
  }

  private static func healthEntries(count: Int) -> [UInt8] {
    var text = "["
    for number in 0..<count { text += (number == 0 ? "" : ",") + healthEntry(number) }
    return Array((text + "]").utf8)
  }

  private static func healthEntry(_ number: Int) -> String {
    let node = "node-\(number % 250)"
    let address = "10.\(number / 65_536).\(number / 256 % 256).\(number % 256)"
    let id = "0b1c2d3e-4f50-6172-8394-a5b6c7d8\(1000 + number % 9000)"
    let check = { (name: String, type: String) in
      """
      {"Node":"\(node)","CheckID":"\(name)","Name":"Service 'web' check","Status":"passing",\
      "Notes":"",\
      "Output":"HTTP GET http://\(address):8080/health: 200 OK Output: {\\"ok\\":true}\\n",\
      "ServiceID":"web-\(number)","ServiceName":"web","ServiceTags":["v1","http"],\
      "Type":"\(type)","Interval":"10s","Timeout":"1s","ExposedPort":0,"Definition":{},\
      "CreateIndex":\(number + 10),"ModifyIndex":\(number + 12)}
      """
    }
    return """
      {"Node":{"ID":"\(id)","Node":"\(node)","Address":"\(address)","Datacenter":"dc1",\
      "TaggedAddresses":{"lan":"\(address)","lan_ipv4":"\(address)","wan":"\(address)",\
      "wan_ipv4":"\(address)"},"Meta":{"consul-network-segment":"","consul-version":"1.17.0"},\
      "CreateIndex":\(number),"ModifyIndex":\(number + 5)},\
      "Service":{"ID":"web-\(number)","Service":"web","Tags":["v1","http","region-eu"],\
      "Address":"\(address)","TaggedAddresses":{"lan_ipv4":{"Address":"\(address)","Port":8080},\
      "wan_ipv4":{"Address":"\(address)","Port":8080}},\
      "Meta":{"version":"1.2.\(number)","owner":"team-\(number % 9)"},"Port":8080,\
      "Weights":{"Passing":1,"Warning":1},"EnableTagOverride":false,\
      "Proxy":{"Mode":"","MeshGateway":{},"Expose":{}},"Connect":{},"PeerName":"",\
      "CreateIndex":\(number + 10),"ModifyIndex":\(number + 10)},\
      "Checks":[\(check("serfHealth", "")),\(check("service:web-\(number)", "http"))]}
      """
  }
}
