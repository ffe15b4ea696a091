import Networking
import Registries
import RegistryCore
import Values

/// Any bytes as an answer of etcd's v2 interface: refused or read, and the same each time.
enum EtcdV2AnswerFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let body = Array(bytes)
    for status in [200, 400, 404] {
      let response = HTTPResponse(
        status: status, headers: ["X-Etcd-Index": "7"], body: body, isMultiplexed: false)
      let read = try? EtcdV2Reply.read(response, "read")
      precondition(read == (try? EtcdV2Reply.read(response, "read")), "reads agree")
      let wait = try? EtcdV2Reply.wait(response, "wait")
      precondition(wait == (try? EtcdV2Reply.wait(response, "wait")), "waits agree")
      guard case .keys(let pairs, _)? = read else { continue }
      var tree = EtcdV2Tree(.prefix(""), pairs)
      // What is removed key by key is gone.
      for pair in pairs { _ = tree.apply(.removed(pair.path)) }
      precondition(tree.hasSameValues(as: EtcdV2Tree(.prefix(""))), "nothing is left")
    }
    let path = String(decoding: body, as: UTF8.self)
    let target = EtcdV2Queries.read(.key(path), quorum: true)
    precondition(target.hasPrefix("/v2/keys/"), "no key leaves the keys")
    let steps = target.prefix { $0 != "?" }.split(separator: "/")
    precondition(!steps.contains(".."), "no step leads up")
  }
}
