import CSystem

/// What the system gave this process when it started.
package enum ProcessStart {
  /// The most descriptors that are asked for: enough for a connection to each of many services.
  package static let wantedDescriptors = 65_536
  /// The fewest descriptors that suffice.
  package static let neededDescriptors = 32

  /// The arguments, the program's name first; also where `/proc` is not mounted.
  package static var arguments: [String] {
    (0..<cs_argument_count()).compactMap { cs_argument($0).map { String(cString: $0) } }
  }

  /// Makes room for descriptors, keeps memory together and starts the event loop. Throws what the
  /// system lacks.
  package static func prepareForWork() throws(SystemError) {
    cs_malloc_limit_arenas(allocatorArenas)
    let limit = cs_raise_descriptor_limit(wantedDescriptors)
    guard limit >= 0 else {
      throw SystemError(errno: Int32(-limit), what: "read the limit of open files")
    }
    guard limit >= neededDescriptors else {
      throw SystemError(
        errno: tooManyOpenFiles,
        what: "work with at most \(limit) open files, \(neededDescriptors) are needed")
    }
    // The language's scheduler looks at its threads there, and ends the process if it cannot.
    guard FileSystem.real.exists("/proc/self/stat") else {
      throw SystemError(errno: noSuchFile, what: "work without `/proc`")
    }
    try EventLoop.shared.start()
  }

  /// Each thread of the scheduler would keep an arena of its own with what others freed: of eight
  /// for each processor, most of them empty.
  private static let allocatorArenas: Int32 = 2
  /// `ENOENT`.
  private static let noSuchFile: Int32 = 2
  /// `EMFILE`.
  private static let tooManyOpenFiles: Int32 = 24
}
