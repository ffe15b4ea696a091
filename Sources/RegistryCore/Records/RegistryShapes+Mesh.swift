package import Values

/// The structs of Consul's mesh and federation. Where consul-template has a `time.Time`, these have
/// its text, RFC 3339: empty for no time.
extension RegistryShapes {
  /// A root certificate of the mesh.
  package static let caRoot = RecordShape(
    "api.CARoot",
    [
      .init("ID", .string), .init("Name", .string), .init("RootCertPEM", .string),
      .init("Active", .bool), .init("CreateIndex", .unsigned(.uint64)),
      .init("ModifyIndex", .unsigned(.uint64)),
    ])

  /// A service's certificate and its private key.
  package static let leafCert = RecordShape(
    "api.LeafCert",
    [
      .init("SerialNumber", .string), .init("CertPEM", .string), .init("PrivateKeyPEM", .string),
      .init("Service", .string), .init("ServiceURI", .string), .init("ValidAfter", .string),
      .init("ValidBefore", .string), .init("CreateIndex", .unsigned(.uint64)),
      .init("ModifyIndex", .unsigned(.uint64)),
    ])

  /// An admin partition.
  package static let partition = RecordShape(
    "dependency.Partition", [.init("Name", .string), .init("Description", .string)])

  /// A cluster with which this one is peered.
  package static let peering = RecordShape(
    "dependency.Peering",
    [
      .init("ID", .string), .init("Name", .string), .init("Partition", .string),
      .init("Meta", .map(key: .string, value: .string)), .init("PeeringState", .string),
      .init("PeerID", .string), .init("PeerServerName", .string),
      .init("PeerServerAddresses", .slice(.string)),
      .init("StreamStatus", .record(peeringStreamStatus)), .init("Remote", .record(peeringRemote)),
    ])

  /// How the exchange with a peer goes.
  package static let peeringStreamStatus = RecordShape(
    "dependency.PeeringStreamStatus",
    [
      .init("ImportedServices", .slice(.string)), .init("ExportedServices", .slice(.string)),
      .init("LastHeartbeat", .string), .init("LastReceive", .string), .init("LastSend", .string),
    ])

  /// Where a peer is.
  package static let peeringRemote = RecordShape(
    "dependency.PeeringRemoteInfo", [.init("Partition", .string), .init("Datacenter", .string)])

  /// A service that others may use.
  package static let exportedService = RecordShape(
    "dependency.ExportedService",
    [
      .init("Service", .string), .init("Partition", .string), .init("Namespace", .string),
      .init("Consumers", .record(consumers)),
    ])

  /// Who may use an exported service.
  package static let consumers = RecordShape(
    "dependency.ResolvedConsumers",
    [.init("Peers", .slice(.string)), .init("Partitions", .slice(.string))])

  /// A service of others that may be used here.
  package static let importedService = RecordShape(
    "dependency.ImportedService",
    [
      .init("Service", .string), .init("Namespace", .string), .init("SourcePartition", .string),
      .init("SourcePeer", .string),
    ])
}
