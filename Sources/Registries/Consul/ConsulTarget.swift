import SystemSupport

/// A path of Consul's HTTP interface with its parameters, still unencoded.
package struct ConsulTarget: Sendable, Equatable {
  /// The fixed part of the path, such as `/v1/kv/`.
  package let endpoint: String
  /// The variable part; its slashes stay slashes.
  package let name: String
  /// The parameters in order.
  package var parameters: [Parameter]

  /// A name and a value.
  package struct Parameter: Sendable, Equatable {
    /// The name.
    package let name: String
    /// The value; empty for a mere flag.
    package let value: String

    /// A parameter.
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A path and its parameters.
  package init(_ endpoint: String, name: String = "", _ parameters: [Parameter] = []) {
    self.endpoint = endpoint
    self.name = name
    self.parameters = parameters
  }

  /// The same with further parameters.
  package func adding(_ more: [Parameter]) -> ConsulTarget {
    ConsulTarget(endpoint, name: name, parameters + more)
  }

  /// Path and query, percent-encoded.
  package var text: String {
    var bytes = Array(endpoint.utf8)
    ConsulTarget.encode(ConsulTarget.clean(name), keepsSlashes: true, into: &bytes)
    for (index, parameter) in parameters.enumerated() {
      bytes.append(UInt8(ascii: index == 0 ? "?" : "&"))
      ConsulTarget.encode(parameter.name, keepsSlashes: false, into: &bytes)
      bytes.append(UInt8(ascii: "="))
      ConsulTarget.encode(parameter.value, keepsSlashes: false, into: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The name as Consul's HTTP server would redirect to: without empty, `.` and `..` steps. Sent as
  /// it is, `..` could leave the endpoint.
  static func clean(_ name: String) -> String {
    let last = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last
    let endsWithFolder = last.map { ["", ".", ".."].contains(String(Substring($0))) } ?? false
    let steps = FilePath.normalized("/" + name).dropFirst()
    return steps + (endsWithFolder && !steps.isEmpty ? "/" : "")
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  private static func encode(_ text: String, keepsSlashes: Bool, into bytes: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"):
        bytes.append(byte)
      case UInt8(ascii: "/") where keepsSlashes:
        bytes.append(byte)
      default:
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
  }
}
