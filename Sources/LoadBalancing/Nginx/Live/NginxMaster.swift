import SystemSupport

/// A master process of nginx, as its title tells.
struct NginxMaster: Sendable, Equatable {
  private static let title = "nginx: master process "

  let process: Int32
  /// The words after the title: how it was started.
  let arguments: [String]

  /// All masters that run here.
  static func all(in folder: String = "/proc") -> [NginxMaster] {
    let names = (try? FileSystem.real.list(folder)) ?? []
    return names.compactMap { name in
      guard let process = Int32(name), let text = ProcessTree.title(of: process, in: folder),
        text.hasPrefix(title)
      else { return nil }
      let words = text.dropFirst(title.count).split(separator: " ").map(String.init)
      return NginxMaster(process: process, arguments: words)
    }
  }

  /// Whether a process has the title of a master, also of a program that was made of nginx.
  static func isMaster(_ process: Int32) -> Bool {
    let words = ProcessTree.title(of: process)?.split(separator: " ") ?? []
    return words.first?.last == ":" && words.dropFirst().starts(with: ["master", "process"])
  }

  /// Its prefix, if it was given one.
  var prefix: String? { value(of: "-p") }

  /// Its main file.
  func configuration(_ build: NginxBuild) -> String {
    FilePath.joined(prefix ?? build.prefix, value(of: "-c") ?? build.configuration)
  }

  /// The workers of a master, and those of them that only finish what they have.
  static func workers(of master: Int32) -> (all: Set<Int32>, leaving: Set<Int32>) {
    var all: Set<Int32> = []
    var leaving: Set<Int32> = []
    for process in ProcessTree.children(of: master) {
      let title = ProcessTree.title(of: process) ?? ""
      // The cache's manager and loader are children, too.
      guard !title.hasPrefix("nginx: cache") else { continue }
      all.insert(process)
      if title.hasPrefix("nginx: worker process is shutting down") { leaving.insert(process) }
    }
    return (all, leaving)
  }

  private func value(of option: String) -> String? {
    guard let index = arguments.firstIndex(of: option), index + 1 < arguments.count else {
      return nil
    }
    return arguments[index + 1]
  }
}
