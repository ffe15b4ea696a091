import Foundation

extension ConsulServer {
  /// The state of a check.
  package enum CheckStatus: String, Sendable {
    /// Healthy.
    case passing
    /// Doubtful.
    case warning
    /// Broken.
    case critical
  }

  /// Registers an instance with the agent; its check is named `service:ID` and is set by hand.
  package func register(
    _ service: String, id: String, address: String = "127.0.0.1", port: UInt16,
    tags: [String] = [], meta: [String: String] = [:], weight: Int = 1,
    status: CheckStatus = .passing
  ) throws {
    let definition: [String: Any] = [
      "Name": service, "ID": id, "Address": address, "Port": Int(port), "Tags": tags,
      "Meta": meta, "Weights": ["Passing": weight, "Warning": weight],
      "Check": ["TTL": "24h", "Status": status.rawValue],
    ]
    let body = try JSONSerialization.data(withJSONObject: definition)
    try request(
      "PUT", "/v1/agent/service/register", body: String(decoding: body, as: UTF8.self))
  }

  /// Takes an instance away.
  package func deregister(id: String) throws {
    try request("PUT", "/v1/agent/service/deregister/\(id)")
  }

  /// Sets the state of an instance's check.
  package func setStatus(of id: String, to status: CheckStatus, note: String = "") throws {
    try request(
      "PUT", "/v1/agent/check/update/service:\(id)",
      body: #"{"Status": "\#(status.rawValue)", "Output": "\#(note)"}"#)
  }

  /// Registers many instances in the catalogue at once, on a node without an agent.
  package func registerInCatalogue(node: String, address: String, services: [Instance]) throws {
    for batch in stride(from: 0, to: services.count, by: 60) {
      let operations = services[batch..<min(batch + 60, services.count)].map { instance in
        [
          "Service": [
            "Verb": "set", "Node": node,
            "Service": [
              "ID": instance.id, "Service": instance.service, "Address": instance.address,
              "Port": Int(instance.port),
            ],
          ]
        ]
      }
      if batch == 0 {
        try request(
          "PUT", "/v1/catalog/register",
          body: #"{"Node": "\#(node)", "Address": "\#(address)"}"#)
      }
      let body = try JSONSerialization.data(withJSONObject: operations)
      try request("PUT", "/v1/txn", body: String(decoding: body, as: UTF8.self))
    }
  }

  /// One instance of a service, for `registerInCatalogue`.
  package struct Instance: Sendable {
    let service: String
    let id: String
    let address: String
    let port: UInt16

    /// An instance of `service` at `address`:`port`.
    package init(service: String, id: String, address: String, port: UInt16) {
      self.service = service
      self.id = id
      self.address = address
      self.port = port
    }
  }

  /// Writes a key.
  package func put(_ key: String, _ value: String) throws {
    try request("PUT", "/v1/kv/\(key)", body: value)
  }

  /// Deletes a key; with `recurse` everything below it.
  package func delete(_ key: String, recurse: Bool = false) throws {
    try request("DELETE", "/v1/kv/\(key)\(recurse ? "?recurse" : "")")
  }
}
