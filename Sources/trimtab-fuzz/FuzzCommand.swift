/// What the command line asks for.
enum FuzzCommand: Equatable, Sendable {
  /// Print the names of the targets.
  case list
  /// Give these files to the target: seeds, or an input that crashed it.
  case replay(target: String, files: [String])
  /// Search for inputs that crash the target.
  case search(target: String, Search)

  /// The settings of a search.
  struct Search: Equatable, Sendable {
    /// How long.
    var seconds = 60
    /// 0 takes one by chance, which is printed.
    var seed: UInt32 = 0
    /// Folders of inputs; new ones are kept in the first.
    var corpus: [String] = []
    /// The folder for inputs that crash.
    var crashes = "."
    /// Words that inputs are made of, in libFuzzer's format.
    var dictionary: String?
  }

  static let usage = """
    usage: trimtab-fuzz list
           trimtab-fuzz TARGET FILE...
           trimtab-fuzz TARGET --seconds N [--seed S] [--corpus FOLDER]... [--crashes FOLDER]
                        [--dictionary FILE]

    The second form gives files to a target, to see a crash again. The third searches for
    crashes, and works in a build that the coverage guides: see Tests/run.sh --fuzz.
    """

  /// Reads the arguments after the program's name; nil when they make no sense.
  init?(_ arguments: [String]) {
    guard let target = arguments.first, !target.hasPrefix("-") else { return nil }
    if arguments == ["list"] {
      self = .list
      return
    }
    let rest = Array(arguments.dropFirst())
    if let first = rest.first, !first.hasPrefix("-") {
      self = .replay(target: target, files: rest)
    } else if let search = Search(rest) {
      self = .search(target: target, search)
    } else {
      return nil
    }
  }
}

extension FuzzCommand.Search {
  fileprivate init?(_ arguments: [String]) {
    guard !arguments.isEmpty, arguments.count.isMultiple(of: 2) else { return nil }
    for index in stride(from: 0, to: arguments.count, by: 2) {
      let value = arguments[index + 1]
      switch arguments[index] {
      case "--seconds":
        guard let number = Int(value), number > 0 else { return nil }
        seconds = number
      case "--seed":
        guard let number = UInt32(value) else { return nil }
        seed = number
      case "--corpus": corpus.append(value)
      case "--crashes": crashes = value
      case "--dictionary": dictionary = value
      default: return nil
      }
    }
  }
}
