import TestSupport

/// Maps and lists as people write them, which change at random, the same way for the same seed.
struct RandomFiles {
  private struct File {
    let name: String
    let entry: (inout SeededGenerator) -> String
    var lines: [String] = []
    var ending = "\n"
  }

  private var files: [File]
  private var random: SeededGenerator
  private static let blanks = [" ", " ", "\t", "  \t "]

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    files = [
      File(name: "hosts.map") { "\(RandomFiles.host(&$0))\(RandomFiles.value(&$0))" },
      File(name: "nets.map") { "\(RandomFiles.net(&$0))\(RandomFiles.value(&$0))" },
      File(name: "paths.map") { "\(RandomFiles.expression(&$0))\(RandomFiles.value(&$0))" },
      File(name: "ports.map") {
        "\(Int.random(in: 0...9, using: &$0)) \(Int.random(in: -9...9, using: &$0))"
      },
      File(name: "both.map") { "\(RandomFiles.host(&$0))\(RandomFiles.value(&$0))" },
      File(name: "nets.acl") { RandomFiles.net(&$0) },
      File(name: "hosts.acl") { RandomFiles.host(&$0) },
      File(name: "agents.acl") { RandomFiles.agent(&$0) },
    ]
    for _ in 0..<20 { change() }
  }

  /// The lines of a section that use all files, which are in `folder`.
  static func lines(in folder: String) -> String {
    """
      http-request set-header a %[req.hdr(host),lower,map(\(folder)/hosts.map,none)]
      http-request set-header b %[req.hdr(host),map_beg(\(folder)/hosts.map)]
      http-request set-header c %[src,map_ip(\(folder)/nets.map)]
      http-request set-header d %[path,map_reg(\(folder)/paths.map)]
      http-request set-header e %[dst_port,map_int_int(\(folder)/ports.map,0)]
      http-request set-header f %[req.hdr(host),map_dom(\(folder)/both.map)]
      http-request deny if { req.hdr(host) -M -f \(folder)/both.map }
      acl known src -f \(folder)/nets.acl
      acl known hdr(host) -i -f \(folder)/hosts.acl more.example
      acl known hdr_sub(user-agent) -f \(folder)/agents.acl
      http-request deny unless known

    """
  }

  /// The files by name.
  var contents: [String: String] {
    Dictionary(
      uniqueKeysWithValues: files.map {
        ($0.name, $0.lines.joined(separator: "\n") + ($0.lines.isEmpty ? "" : $0.ending))
      })
  }

  /// Some changes of some files.
  mutating func change() {
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let index = Int.random(in: 0..<files.count, using: &random)
      for _ in 0..<Int.random(in: 1...4, using: &random) { change(index) }
    }
  }

  private mutating func change(_ index: Int) {
    let count = files[index].lines.count
    let place = Int.random(in: 0...count, using: &random)
    switch Int.random(in: 0..<24, using: &random) {
    case 0..<10: files[index].lines.insert(files[index].entry(&random), at: place)
    case 10..<14 where place < count: files[index].lines.remove(at: place)
    case 14..<17 where place < count: files[index].lines[place] = files[index].entry(&random)
    case 17 where place < count:
      // The first of two equal keys counts.
      files[index].lines.insert(
        files[index].lines[place], at: Int.random(in: 0...count, using: &random))
    case 18: files[index].lines.shuffle(using: &random)
    case 19: files[index].lines.insert(oddLine(), at: place)
    case 20 where place < count: files[index].lines[place] = surrounded(files[index].lines[place])
    case 21: files[index].ending = ["\n", "", "\r\n", "\n\n"].randomElement(using: &random) ?? ""
    case 22 where chance(3): files[index].lines = []
    case 23 where chance(3):
      // More than one payload, or one line of commands, holds.
      files[index].lines += (0..<400).map { _ in files[index].entry(&random) }
    default: break
    }
  }

  /// What stands between entries, and what looks so.
  private mutating func oddLine() -> String {
    ["", "  ", "# a note", "#", " # set off", "\t", "\r"].randomElement(using: &random) ?? ""
  }

  private mutating func surrounded(_ line: String) -> String {
    [" \(line)", "\t\(line)", "\(line) ", "\(line)\t", "\(line)\r", "\(line) # ?"]
      .randomElement(using: &random) ?? line
  }

  private mutating func chance(_ rarity: Int) -> Bool {
    Int.random(in: 0..<rarity, using: &random) == 0
  }

  private static func host(_ random: inout SeededGenerator) -> String {
    let number = Int.random(in: 1...99, using: &random)
    return ["h\(number).example", "H\(number)", ".x-\(number)_y", "*.h\(number)", "ü\(number)"]
      .randomElement(using: &random) ?? ""
  }

  private static func net(_ random: inout SeededGenerator) -> String {
    let number = Int.random(in: 1...99, using: &random)
    return [
      "10.\(number).0.0/16", "10.0.0.\(number)", "2001:db8:\(number)::/48",
      "192.168.\(number).0/255.255.255.0", "::\(number)",
    ].randomElement(using: &random) ?? ""
  }

  private static func expression(_ random: inout SeededGenerator) -> String {
    let number = Int.random(in: 1...99, using: &random)
    return [
      "^/a\(number)/", "/[a-z]{\(number % 9)}$", "\\.p\(number)\\d+", "(x|y)\(number)", "\"q",
    ]
    .randomElement(using: &random) ?? ""
  }

  private static func agent(_ random: inout SeededGenerator) -> String {
    let number = Int.random(in: 1...99, using: &random)
    return [
      "curl/\(number)", "bot\(number)", "Bot-\(number)", "bot\(number)(x)", "a b\(number)",
      "Mozilla/\(number); x", "\\\(number)", "\"\(number)\"", "<<", "a'\(number) <<", "é#$&\\n",
    ].randomElement(using: &random) ?? ""
  }

  private static func value(_ random: inout SeededGenerator) -> String {
    let number = Int.random(in: 1...99, using: &random)
    let value = [
      "web\(number)", "web", "two words \(number)", "a;b", "\"x\(number)\"", "ä\\\(number)",
      "x # y", "<<",
    ].randomElement(using: &random)
    return (blanks.randomElement(using: &random) ?? "") + (value ?? "")
  }
}
