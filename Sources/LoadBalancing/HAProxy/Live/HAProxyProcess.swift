import Networking
import SystemSupport

/// A HAProxy found among the processes of the system.
struct HAProxyProcess: Sendable, Equatable {
  /// The master, or the only process.
  let process: Int32
  /// How it was started.
  let arguments: [String]

  /// The one that was started with the configuration at `path`; nil if there is none, or several
  /// that are not each other's children.
  static func running(_ path: String, in folder: String = "/proc") -> HAProxyProcess? {
    let names = (try? FileSystem.real.list(folder)) ?? []
    var found: [Int32: (parent: Int32, arguments: [String])] = [:]
    for name in names {
      guard let process = Int32(name), let arguments = commandLine("\(folder)/\(name)/cmdline"),
        loads(path, arguments, in: "\(folder)/\(name)"),
        let parent = ProcessTree.parent(of: process, in: folder)
      else { continue }
      found[process] = (parent, arguments)
    }
    let masters = found.filter { found[$0.value.parent] == nil }
    guard masters.count == 1, let master = masters.first else { return nil }
    return HAProxyProcess(process: master.key, arguments: master.value.arguments)
  }

  /// Whether a process is a HAProxy by its name, or was at least started with the configuration.
  static func isHAProxy(_ process: Int32, with configuration: String) -> Bool {
    let folder = "/proc/\(process)"
    guard let words = words("\(folder)/cmdline") else { return false }
    return isHAProxy(words) || loads(configuration, words, in: folder)
  }

  /// Where the master listens: the value of `-S`, without its options.
  var masterSocket: SocketAddress? {
    guard let text = value(of: "-S").map({ String($0.prefix { $0 != "," }) }) else { return nil }
    let path = text.hasPrefix("unix@") ? String(text.dropFirst(5)) : text
    let isPath = path != text || path.contains("/")
    return (isPath ? .path(path) : SocketAddress(haproxy: text)).map(reachable)
  }

  /// An address of its configuration or command line as this process reaches it: paths of a process
  /// in a container, and relative ones, mean other places here.
  func reachable(_ address: SocketAddress) -> SocketAddress {
    guard case .path(let path) = address else { return address }
    guard path.hasPrefix("/") else { return .path("/proc/\(process)/cwd/\(path)") }
    return isElsewhere ? .path("/proc/\(process)/root\(path)") : address
  }

  /// Whether it sees other files than this process.
  private var isElsewhere: Bool {
    ["root", "ns/mnt"].contains { name in
      let links = ["\(process)", "self"].map {
        try? FileSystem.real.readLink("/proc/\($0)/\(name)")
      }
      return links[0] != nil && links[0] != links[1]
    }
  }

  /// What runs with other configurations, for messages.
  static func others(in folder: String = "/proc") -> [String] {
    let names = (try? FileSystem.real.list(folder)) ?? []
    return names.compactMap { name in
      guard let process = Int32(name), let arguments = commandLine("\(folder)/\(name)/cmdline"),
        let parent = ProcessTree.parent(of: process, in: folder),
        commandLine("\(folder)/\(parent)/cmdline") != arguments,
        let path = value(of: "-f", in: arguments)
      else { return nil }
      return "process \(process) uses `\(path)`"
    }
  }

  /// Whether it has a master that reloads.
  var hasMaster: Bool {
    arguments.contains { ["-W", "-Ws", "-S"].contains($0) }
  }

  /// The word after an option.
  private func value(of option: String) -> String? {
    HAProxyProcess.value(of: option, in: arguments)
  }

  private static func value(of option: String, in arguments: [String]) -> String? {
    guard let index = arguments.firstIndex(of: option), index + 1 < arguments.count else {
      return nil
    }
    return arguments[index + 1]
  }

  private static func commandLine(_ path: String) -> [String]? {
    // A check of the file is none that runs it.
    guard let words = words(path), isHAProxy(words), !words.contains("-c") else { return nil }
    return words
  }

  private static func words(_ path: String) -> [String]? {
    guard let bytes = try? FileSystem.real.read(path, limit: 1 << 16), !bytes.isEmpty else {
      return nil
    }
    return bytes.split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// A loader may stand before the program: `ld.so --library-path ... haproxy -f ...`. What else
  /// starts it and stays, such as `tini` or `sudo`, is not its master.
  private static func isHAProxy(_ words: [String]) -> Bool {
    let names = words.prefix { $0 != "-f" }.map(FilePath.name(of:))
    guard let first = names.first else { return false }
    return first.hasPrefix("haproxy")
      || first.hasPrefix("ld") && names.contains { $0.hasPrefix("haproxy") }
  }

  /// Whether a command line names the configuration, or its directory, as the process in `folder`
  /// sees it.
  private static func loads(_ path: String, _ arguments: [String], in folder: String) -> Bool {
    zip(arguments, arguments.dropFirst()).contains { option, value in
      option == "-f" && leads(value, to: path, from: folder)
    }
  }

  /// The files themselves decide where we may look at both, since the process may be in a container
  /// in which paths mean others.
  private static func leads(_ value: String, to path: String, from folder: String) -> Bool {
    let wanted = (try? FileSystem.real.realPath(path)) ?? path
    let seen = value.hasPrefix("/") ? "\(folder)/root\(value)" : "\(folder)/cwd/\(value)"
    if let there = (try? FileSystem.real.status(seen)) ?? nil {
      let directories = [FilePath.directory(of: wanted), FilePath.directory(of: path)]
      let places = there.kind == .directory ? directories : [path]
      let here = places.compactMap { (try? FileSystem.real.status($0)) ?? nil }
      if !here.isEmpty { return here.contains { $0.isSameFile(as: there) } }
    }
    let absolute = value.hasPrefix("/") ? value : "\(folder)/cwd/\(value)"
    let real = (try? FileSystem.real.realPath(absolute)) ?? value
    return real == wanted || FilePath.directory(of: wanted) == real
  }
}

extension SocketAddress {
  /// Reads an address as HAProxy's configuration and command line have it: `/run/x.sock`,
  /// `unix@/run/x.sock`, `ipv4@127.0.0.1:9999`, `127.0.0.1:9999`. Nil for other kinds.
  package init?(haproxy text: String) {
    let path = text.hasPrefix("unix@") ? String(text.dropFirst(5)) : text
    if path.hasPrefix("/") {
      self = .path(path)
    } else if let address = ServerAddress(Word(text)) {
      self = .ip(host: address.host, port: UInt16(address.port))
    } else {
      return nil
    }
  }
}
