/// The command line of `trimtab`.
package enum CommandInterface {
  /// Runs the program with its arguments (the program's name first) and returns the exit status.
  package static func main(_ arguments: [String]) -> Int32 { 0 }
}
