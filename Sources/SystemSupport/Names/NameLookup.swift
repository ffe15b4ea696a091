import CSystem

#if canImport(Glibc)
  import Glibc
#endif

/// Questions to the name service and the kernel about hosts, services and interfaces. Each blocks
/// its thread, a few seconds at most.
package enum NameLookup {
  /// The name that the kernel has for this machine.
  package static func hostName() throws(SystemError) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else {
      throw SystemError(errno: errno, what: "read the name of this machine")
    }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The numeric addresses of a host, in the resolver's order.
  package static func addresses(
    of host: String, timeoutMilliseconds: Int32 = 5000
  ) throws(SystemError) -> [String] {
    try lines(of: host) { cs_resolve_host($0, timeoutMilliseconds, $1, $2) }
  }

  /// The SRV records of a name, each `priority weight port target`.
  package static func services(of name: String) throws(SystemError) -> [String] {
    try lines(of: name) { cs_resolve_services($0, $1, $2) }
  }

  /// The numeric addresses of an interface of this machine.
  package static func addresses(ofInterface name: String) throws(SystemError) -> [String] {
    try lines(of: name) { cs_interface_addresses($0, $1, $2) }
  }

  private static func lines(
    of name: String, _ ask: (UnsafePointer<CChar>, UnsafeMutablePointer<CChar>, Int) -> Int
  ) throws(SystemError) -> [String] {
    guard !name.isEmpty, !name.utf8.contains(0) else {
      throw SystemError(errno: EINVAL, what: "look up `\(name)`")
    }
    var buffer = [CChar](repeating: 0, count: 1 << 16)
    let count = name.withCString { ask($0, &buffer, buffer.count) }
    guard count >= 0 else {
      throw SystemError(errno: Int32(-count), what: "look up `\(name)`")
    }
    return buffer[..<count].split(separator: CChar(UInt8(ascii: "\n"))).map {
      String(decoding: $0.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }
}
