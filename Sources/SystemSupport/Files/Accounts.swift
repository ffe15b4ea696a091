#if canImport(Glibc)
  import Glibc
#endif

/// Users and groups of the system.
package enum Accounts {
  /// The id of a user, given by name or number. An unknown name is an error that says so.
  package static func user(_ text: String) throws(SystemError) -> UInt32 {
    var entry = passwd()
    return try lookUp(text, what: "user") { name, buffer, capacity in
      var found: UnsafeMutablePointer<passwd>?
      let code = getpwnam_r(name, &entry, buffer, capacity, &found)
      return (code, found?.pointee.pw_uid)
    }
  }

  /// The id of a group, given by name or number. An unknown name is an error that says so.
  package static func group(_ text: String) throws(SystemError) -> UInt32 {
    var entry = Glibc.group()
    return try lookUp(text, what: "group") { name, buffer, capacity in
      var found: UnsafeMutablePointer<Glibc.group>?
      let code = getgrnam_r(name, &entry, buffer, capacity, &found)
      return (code, found?.pointee.gr_gid)
    }
  }

  /// The user this process acts as.
  package static var effectiveUser: UInt32 { geteuid() }

  /// The group this process acts as.
  package static var effectiveGroup: UInt32 { getegid() }

  private static func lookUp(
    _ text: String, what: String,
    ask: (String, UnsafeMutablePointer<CChar>, Int) -> (Int32, UInt32?)
  ) throws(SystemError) -> UInt32 {
    if let number = UInt32(text), number != .max { return number }
    for capacity in [4 << 10, 64 << 10, 1 << 20] {
      var buffer = [CChar](repeating: 0, count: capacity)
      let (code, id) = ask(text, &buffer, capacity)
      if let id { return id }
      if code == ERANGE { continue }
      if code == EIO || code == EMFILE || code == ENFILE || code == ENOMEM {
        throw SystemError(errno: code, what: "look up \(what) `\(text)`")
      }
      break
    }
    throw SystemError(errno: EINVAL, what: "look up \(what) `\(text)`: there is no such \(what)")
  }
}
