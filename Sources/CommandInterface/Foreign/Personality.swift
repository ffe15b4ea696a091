import SystemSupport

/// A program in whose place we can be started: by its name as a command, or by a link of that name.
enum Personality: String, CaseIterable {
  case consulTemplate = "consul-template"
  case confd

  /// One line for the overview.
  var summary: String {
    switch self {
    case .consulTemplate: "its flags, files and exit statuses"
    case .confd: "its flags, directories and passes; see `trimtab confd -help`"
    }
  }

  /// Its usage.
  var help: String {
    switch self {
    case .consulTemplate: ConsulTemplateHelp.text
    case .confd: ConfdHelp.text
    }
  }

  /// The program that is meant by a command line, what it was called, and its own arguments; nil
  /// for our own program.
  static func of(
    _ arguments: [String]
  ) -> (program: Personality, name: String, arguments: [String])? {
    guard let path = arguments.first else { return nil }
    let name = FilePath.name(of: path)
    if let program = allCases.first(where: { name.hasSuffix($0.rawValue) }) {
      return (program, path, Array(arguments.dropFirst()))
    }
    guard arguments.count > 1, let program = Personality(rawValue: arguments[1]) else {
      return nil
    }
    return (program, program.rawValue, Array(arguments.dropFirst(2)))
  }

  /// Works as that program, and gives its exit status.
  func run(_ arguments: [String], called name: String, in world: Surroundings) -> Int32 {
    switch self {
    case .consulTemplate: ConsulTemplateCommand(world).run(arguments)
    case .confd: ConfdCommand(world, called: name).run(arguments)
    }
  }
}
