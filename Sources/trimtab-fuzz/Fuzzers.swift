@main
enum Fuzzers {
  static func main() {}
}
