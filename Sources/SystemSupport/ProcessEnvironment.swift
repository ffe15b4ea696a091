import CSystem

/// The environment variables of this process.
package enum ProcessEnvironment {
  /// All variables, by name. Reads the environment anew.
  package static var variables: [String: String] {
    guard let entries = cs_environment() else { return [:] }
    var variables: [String: String] = [:]
    var index = 0
    while let entry = entries[index] {
      let text = String(cString: entry)
      if let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
        let value = text[text.utf8.index(after: equals)...]
        variables[String(text[..<equals])] = String(value)
      }
      index += 1
    }
    return variables
  }
}
