import CSystem
import Glibc

/// Waits until files are renamed into a folder.
struct DestinationWatch {
  private let inotify = cs_inotify_create()
  private var buffer = [UInt8](repeating: 0, count: 8192)
  private var events = [cs_file_event](repeating: cs_file_event(), count: 64)

  /// Watches a folder from now on.
  init(_ folder: String) { _ = cs_inotify_add(inotify, folder, Int32(CS_WATCH_NAMES)) }

  /// The files which came within so many milliseconds: at least one, or none when the time is over.
  mutating func next(within milliseconds: Int32) -> [String] {
    let end = cs_monotonic_nanoseconds() + Int64(milliseconds) * 1_000_000
    while true {
      let left = max(0, (end - cs_monotonic_nanoseconds()) / 1_000_000)
      var waiting = pollfd(fd: inotify, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, Int32(left)) > 0 else { return [] }
      let count = cs_inotify_read(inotify, &buffer, buffer.count, &events, Int32(events.count))
      let names = events.prefix(max(0, Int(count))).map { event in
        withUnsafeBytes(of: event.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      }
      // What is staged is hidden.
      let files = names.filter { $0.hasSuffix(".cfg") && !$0.hasPrefix(".") }
      if !files.isEmpty { return files }
    }
  }

  /// Ends the watch.
  func close() { Glibc.close(inotify) }
}
