/// What to ask etcd's v2 interface. Pure.
package enum EtcdV2Queries {
  /// The path and parameters that read what a question is about.
  package static func read(_ question: KeyQuestion, quorum: Bool) -> String {
    let agreement = quorum ? "?quorum=true" : "?quorum=false"
    return switch question {
    case .key(let path): target(path) + agreement
    case .prefix(let path): target(path) + agreement + "&recursive=true"
    }
  }

  /// The path and parameters that wait for the first event after `index`.
  package static func wait(_ question: KeyQuestion, after index: UInt64) -> String {
    let next = index < .max ? index + 1 : index
    return switch question {
    case .key(let path): target(path) + "?wait=true&waitIndex=\(next)"
    case .prefix(let path): target(path) + "?wait=true&recursive=true&waitIndex=\(next)"
    }
  }

  /// A path as etcd knows it: with a slash at its beginning and no empty, `.` or `..` steps.
  package static func clean(_ path: String) -> String {
    // By bytes: a slash is one whatever follows it, also a combining accent.
    var steps: [Substring.UTF8View] = []
    for step in path.utf8.split(separator: UInt8(ascii: "/")) {
      if step.elementsEqual("..".utf8) {
        _ = steps.popLast()
      } else if !step.elementsEqual(".".utf8) {
        steps.append(step)
      }
    }
    return "/" + steps.map { String(Substring($0)) }.joined(separator: "/")
  }

  private static func target(_ path: String) -> String {
    var bytes = Array("/v2/keys".utf8)
    for byte in clean(path).utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: "/"):
        bytes.append(byte)
      default:
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let digits = Array("0123456789ABCDEF".utf8)
}
