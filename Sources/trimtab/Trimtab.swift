import CommandInterface

#if canImport(Glibc)
  import Glibc
#endif

@main
enum Trimtab {
  static func main() {
    exit(CommandInterface.main())
  }
}
