/// Where the parts of an instance are in an object. A name with dots leads into inner objects. Of
/// several names for one part the first that is there counts.
package struct LayoutFields: Sendable, Equatable {
  /// The address: a string. Required.
  package var address = ["address", "host"]
  /// The port: an integer, also as a string. Required.
  package var port = ["port"]
  /// The instance's name.
  package var id: [String] = ["id"]
  /// The weight: a non-negative integer.
  package var weight = ["weight"]
  /// A list of strings.
  package var tags = ["tags"]
  /// `passing`, `warning`, `critical` or `maintenance`.
  package var status: [String] = ["status"]
  /// The node's name.
  package var node: [String] = ["node"]
  /// An object of strings, numbers and booleans that become the meta data.
  package var meta = ["meta"]
  /// Fields that become meta data under their own names.
  package var extra: [String] = []
  /// Whether a weight of zero means that none is given.
  package var zeroIsNoWeight = false

  /// The usual names.
  package init() {}

  /// The names of SkyDNS and CoreDNS.
  package static var skydns: LayoutFields {
    var fields = LayoutFields()
    (fields.address, fields.id, fields.tags) = (["host"], [], [])
    (fields.status, fields.node, fields.meta) = ([], [], [])
    fields.extra = ["priority", "text", "ttl", "group", "mail", "targetstrip"]
    fields.zeroIsNoWeight = true
    return fields
  }

  /// The names of nerve and synapse.
  package static var nerve: LayoutFields {
    var fields = LayoutFields()
    (fields.address, fields.id, fields.tags) = (["host"], ["name"], [])
    (fields.status, fields.node, fields.meta) = ([], [], ["labels"])
    fields.extra = ["haproxy_server_options"]
    return fields
  }
}
