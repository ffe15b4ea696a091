/// A program in whose place we can be started: by its name as a command, or by a link of that name.
enum Personality: String, CaseIterable {
  case consulTemplate = "consul-template"

  /// The program that is meant by a command line and its own arguments; nil for our own.
  static func of(_ arguments: [String]) -> (program: Personality, arguments: [String])? {
    guard let path = arguments.first else { return nil }
    let name = path.split(separator: "/").last ?? ""
    if let program = allCases.first(where: { name.hasSuffix($0.rawValue) }) {
      return (program, Array(arguments.dropFirst()))
    }
    guard arguments.count > 1, let program = Personality(rawValue: arguments[1]) else {
      return nil
    }
    return (program, Array(arguments.dropFirst(2)))
  }

  /// One line for the overview of commands.
  var summary: String { "works in the place of \(rawValue), with its flags and files" }

  /// Its usage.
  var help: String {
    switch self {
    case .consulTemplate: ConsulTemplateHelp.text
    }
  }

  /// Works as that program, and gives its exit status.
  func run(_ arguments: [String], called name: String, in world: Surroundings) -> Int32 {
    switch self {
    case .consulTemplate: ConsulTemplateCommand(world).run(arguments)
    }
  }
}
