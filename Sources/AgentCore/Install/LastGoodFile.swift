import SystemSupport

/// A file as it was when the balancer last accepted it.
struct LastGoodFile: Sendable {
  private let file: AtomicFile
  private let bytes: [UInt8]

  /// Nil if there is no file, or nobody knows what was in it.
  init?(_ file: AtomicFile?, _ bytes: [UInt8]?) {
    guard let file, let bytes else { return nil }
    self.file = file
    self.bytes = bytes
  }

  /// What is in its place now; nil if that is it, or cannot be read.
  var inItsPlace: [UInt8]? {
    guard let current = try? file.current(), current != bytes else { return nil }
    return current
  }

  /// Puts all files back in place of what the balancer rejected. False if one of them is nil or
  /// cannot be written, which the log says.
  static func putBack(_ files: [LastGoodFile?], log: Log) -> Bool {
    let known = files.compactMap { $0 }
    guard known.count == files.count else { return false }
    do throws(SystemError) {
      try putBack(known)
      return true
    } catch {
      log.error("cannot put the last good files back", ["error": error.description])
      return false
    }
  }

  /// Replaces nothing before all that needs space has been written: a mixture of old and new files
  /// would be neither version.
  private static func putBack(_ files: [LastGoodFile]) throws(SystemError) {
    var staged: [StagedFile] = []
    do throws(SystemError) {
      for good in files { staged.append(try good.file.stage(good.bytes)) }
      while let next = staged.first {
        _ = try next.commit()
        staged.removeFirst()
      }
    } catch {
      for rest in staged { rest.discard() }
      throw error
    }
  }
}
