// In a build with `--sanitize=fuzzer -Xswiftc -D -Xswiftc COVERAGE_GUIDED`, libFuzzer has the
// main function, calls the two functions below, and catches crashes and hangs. In the ordinary
// build the main function is here, and only files can be given to targets.
import Glibc

#if COVERAGE_GUIDED
  /// libFuzzer's options for a search.
  enum GuidedSearch {
    /// The chosen target, and the options in libFuzzer's words. A list or a replay ends here.
    static let chosen: (target: FuzzTarget, options: [String]) = {
      let (target, search) = Fuzzers.run(Array(CommandLine.arguments.dropFirst()))
      let seed = search.seed == 0 ? UInt32.random(in: 1...UInt32.max) : search.seed
      print("\(target.name): seed \(seed)")
      fflush(nil)
      var options = [
        CommandLine.arguments[0], "-max_total_time=\(search.seconds)", "-seed=\(seed)",
        "-timeout=\(inputSeconds)", "-rss_limit_mb=\(memoryMegabytes)", "-max_len=\(inputBytes)",
        "-artifact_prefix=\(search.crashes)/\(target.name)-", "-detect_leaks=0",
        "-print_final_stats=0", "-verbosity=1",
      ]
      if let dictionary = search.dictionary { options.append("-dict=\(dictionary)") }
      return (target, options + search.corpus)
    }()

    /// An input that takes longer is a hang.
    private static let inputSeconds = 5
    /// More memory than this is a leak or an input without a limit.
    private static let memoryMegabytes = 2048
    /// Inputs are not made longer.
    private static let inputBytes = 4096
  }

  /// Called first: replaces our arguments by libFuzzer's.
  @_cdecl("LLVMFuzzerInitialize")
  public func initialize(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>
  ) -> CInt {
    let words = GuidedSearch.chosen.options
    let replaced = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: words.count + 1)
    for (index, word) in words.enumerated() { (replaced + index).initialize(to: strdup(word)) }
    (replaced + words.count).initialize(to: nil)
    count.pointee = CInt(words.count)
    arguments.pointee = replaced
    return 0
  }

  /// Called with each input.
  @_cdecl("LLVMFuzzerTestOneInput")
  public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    GuidedSearch.chosen.target.check(UnsafeBufferPointer(start: start, count: count))
    return 0
  }
#else
  @main
  enum GuidedSearch {
    static func main() {
      _ = Fuzzers.run(Array(CommandLine.arguments.dropFirst()))
      Fuzzers.stop(
        "a search needs a build that the coverage guides: Tests/run.sh --fuzz", status: 2)
    }
  }
#endif
