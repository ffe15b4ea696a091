import Foundation

/// What the kernel knows of TCP.
package enum TCPTable {
  /// How many connections clients hold to a port of this machine.
  package static func connections(to port: UInt16) -> Int {
    let digits = String(port, radix: 16, uppercase: true)
    let suffix = ":" + String(repeating: "0", count: 4 - digits.count) + digits
    // The size of the file is said to be zero, and reading it by its name stops after one page.
    let bytes = FileHandle(forReadingAtPath: "/proc/net/tcp")?.readDataToEndOfFile() ?? Data()
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").count { line in
      let fields = line.split(separator: " ")
      return fields.count > 3 && fields[2].hasSuffix(suffix) && fields[3] == "01"
    }
  }
}
