import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// An nginx configuration with its included files, some of them as they are going to be.
struct NginxTree {
  /// More files are not read, as they include each other in a circle.
  private static let fileLimit = 20_000
  private static let depthLimit = 32

  /// The main file's path.
  let main: String
  /// The directives with those of included files in place of the includes.
  private(set) var directives: [NginxDirective] = []
  /// The files on the way to changed ones, by the paths under which they are included; empty if no
  /// changed file is part of the configuration. Their absolute includes of each other lead into a
  /// view.
  private(set) var links: [String: StagedView.File] = [:]
  /// The directories below which a view has to show everything, for paths and patterns may lead
  /// there.
  private(set) var anchors: Set<String> = []
  /// The contents of changed files by their real paths.
  private let changed: [String: [UInt8]]
  private var filesRead = 0
  private var climb = 0

  /// Reads the main file and what it includes. `changed` has the contents of files that are not
  /// installed yet, by path.
  init(main: String, changed: [String: [UInt8]] = [:]) {
    self.main = FilePath.normalized(FilePath.absolute(main))
    self.changed = Dictionary(
      changed.map { (NginxTree.realPath(FilePath.absolute($0.key)), $0.value) },
      uniquingKeysWith: { first, _ in first })
    anchors = [FilePath.directory(of: self.main)]
    directives = read(self.main, depth: 0)?.directives ?? []
    // Relative paths, also of certificates, may lead out of the main file's directory.
    var directory = FilePath.directory(of: self.main)
    for _ in 0..<max(climb, directives.climb) { directory = FilePath.directory(of: directory) }
    anchors.insert(directory)
  }

  /// Whether a changed file is part of the configuration.
  func includes(_ path: String) -> Bool {
    let wanted = NginxTree.realPath(FilePath.absolute(path))
    return links.keys.contains { NginxTree.realPath($0) == wanted }
  }

  /// The path after following links; of a file that does not exist yet, as far as it does.
  static func realPath(_ path: String) -> String {
    if let real = try? FileSystem.real.realPath(path) { return real }
    let path = FilePath.normalized(path)
    let directory = FilePath.directory(of: path)
    let real = (try? FileSystem.real.realPath(directory)) ?? directory
    return FilePath.joined(real, FilePath.name(of: path))
  }

  private mutating func read(
    _ path: String, depth: Int
  ) -> (directives: [NginxDirective], leads: Bool)? {
    filesRead += 1
    guard depth < NginxTree.depthLimit, filesRead <= NginxTree.fileLimit else { return nil }
    let replacement = changed.isEmpty ? nil : changed[NginxTree.realPath(path)]
    guard let contents = replacement ?? (try? FileSystem.real.read(path)) else { return nil }
    var link = StagedView.File(contents: contents)
    var leads = replacement != nil
    let found = expanded(NginxText.directives(contents), depth, &link, &leads)
    if leads { links[FilePath.normalized(path)] = link }
    return (found, leads)
  }

  private mutating func expanded(
    _ directives: [NginxDirective], _ depth: Int, _ link: inout StagedView.File, _ leads: inout Bool
  ) -> [NginxDirective] {
    var found: [NginxDirective] = []
    for var directive in directives {
      if let block = directive.block {
        directive.block = expanded(block, depth, &link, &leads)
      }
      guard directive.name == "include", let pattern = directive.arguments.first else {
        found.append(directive)
        continue
      }
      for path in files(matching: pattern.text) {
        guard let file = read(path, depth: depth + 1) else { continue }
        found += file.directives
        guard file.leads else { continue }
        leads = true
        if pattern.text.hasPrefix("/") {
          let fixed = pattern.text.prefix { !"*?[".contains($0) }
          anchors.insert(FilePath.normalized(FilePath.directory(of: fixed + "x")))
        } else {
          climb = max(climb, pattern.climb)
        }
        if pattern.text.hasPrefix("/"), !link.rootOffsets.contains(pattern.offset) {
          link.rootOffsets.append(pattern.offset)
        }
      }
    }
    return found
  }

  /// The files that an include means. Relative ones are relative to the main file's directory, also
  /// in included files.
  private func files(matching text: String) -> [String] {
    let pattern = FilePath.joined(FilePath.directory(of: main), text)
    guard text.utf8.contains(where: { "*?[".utf8.contains($0) }) else { return [pattern] }
    var buffer = glob_t()
    defer { globfree(&buffer) }
    var found: [String] = []
    if glob(pattern, 0, nil, &buffer) == 0 {
      for index in 0..<Int(buffer.gl_pathc) {
        if let path = buffer.gl_pathv[index] { found.append(String(cString: path)) }
      }
    }
    let known = Set(found.map(NginxTree.realPath))
    let directory = NginxTree.realPath(FilePath.directory(of: pattern))
    // What does not exist yet is found neither by the system nor under another name.
    for path in changed.keys where !known.contains(path) {
      var place = path
      if FilePath.directory(of: path) == directory {
        place = FilePath.joined(FilePath.directory(of: pattern), FilePath.name(of: path))
      }
      let wanted = FilePath.normalized(pattern)
      if fnmatch(wanted, FilePath.normalized(place), FNM_PATHNAME | FNM_PERIOD) == 0 {
        found.append(place)
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
