import Registries
import RegistryCore
import Values

/// Any bytes as a key and its value, and as a pattern: read in the same way each time, and what is
/// read can stand in a configuration. The first line is the key, the rest the value.
enum LayoutFuzzer {
  private static let layouts: [ServiceLayout] =
    [
      try? .registrator(), .skydns(domain: "example.com"), .skydns(), try? .nerve(),
      try? .custom(pattern: "/{service}/{address}:{port}", form: .keyOnly),
      try? .custom(pattern: "/{env}/{service}/{id}", form: .json(LayoutFields())),
    ].compactMap(\.self)

  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let key = Bytes(Array(bytes[..<end]))
    let value = Bytes(Array(bytes.dropFirst(end + 1)))
    for layout in layouts {
      var path = Bytes(layout.prefix)
      path.append(key)
      let entry = LayoutEntry(path: path, value: value, layout)
      precondition(entry == LayoutEntry(path: path, value: value, layout), "read alike")
      if case .instance(let instance) = entry {
        precondition((1...65_535).contains(instance.port), "a port is a port")
        precondition(!instance.name.isEmpty && !instance.id.isEmpty, "an instance has names")
        precondition(
          instance.address.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F },
          "an address is one word")
      }
      let pairs = KeyPair.list([KeyPair(path: path, value: value)], relativeTo: "")
      guard let catalog = try? LayoutCatalog(pairs, layout) else { continue }
      _ = try? catalog.value(of: .services(.init()))
      if case .instance(let instance) = entry {
        _ = try? catalog.value(of: .service(.init(name: instance.name)))
      }
    }
    _ = try? LayoutPattern(key.string).match(value)
  }
}
