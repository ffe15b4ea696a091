import CommandInterface
import XCTest

final class ArgumentParserTests: XCTestCase {
  private func refused(
    _ line: String, _ message: String, hint: String?, file: StaticString = #filePath,
    line number: UInt = #line
  ) {
    XCTAssertThrowsError(
      try ArgumentParser.parse(words(line)), line, file: file, line: number
    ) { error in
      XCTAssertEqual(
        error as? UsageError, UsageError(message, hint: hint), file: file, line: number)
    }
  }

  private func check(
    _ line: String, _ expected: String, file: StaticString = #filePath,
    line number: UInt = #line
  ) {
    let found: String
    do throws(UsageError) {
      let invocation = try ArgumentParser.parse(words(line))
      let flags = invocation.occurrences.map { "\($0.flag.long)=\($0.value)" }
      found = ([invocation.command.rawValue] + flags + invocation.operands.map { "<\($0)>" })
        .joined(separator: " ")
    } catch {
      found = "error: \(error.message)"
    }
    XCTAssertEqual(found, expected, file: file, line: number)
  }

  private func words(_ line: String) -> [String] {
    line.split(separator: " ").map(String.init)
  }

  func testWhatIsNotUnderstoodIsRefusedWithAdvice() {
    refused("", "expected a command", hint: "see `trimtab help`")
    refused("rnu", "unknown command `rnu`", hint: "did you mean `run`?")
    refused("qqqqqq", "unknown command `qqqqqq`", hint: "see `trimtab help`")
    refused(
      "-c x run", "expected a command before `-c`", hint: "such as `trimtab run -c ...`")
    refused(
      "run --cnofig x", "unknown flag `--cnofig` of `run`", hint: "did you mean `--config`?")
    refused(
      "run -stdout", "unknown flag `-stdout` of `run`", hint: "it belongs to `render`")
    refused("run --stdout", "unknown flag `--stdout` of `run`", hint: "it belongs to `render`")
    refused("run -x", "unknown flag `-x` of `run`", hint: "see `trimtab help run`")
    refused("run --config", "`--config` needs a value: `--config FILE|DIR`", hint: nil)
    refused("run -c", "`-c` needs a value: `--config FILE|DIR`", hint: nil)
    refused("render --once=5", "`--once` is a switch and takes no value", hint: nil)
    refused("run --consul a --consul b", "`--consul` is given twice", hint: nil)
    refused("run x", "unexpected argument `x`", hint: "see `trimtab help run`")
    refused("help run diff", "unexpected argument `diff`", hint: "see `trimtab help help`")
    refused(
      "diff --colour sometimes",
      "expected one of `auto`, `always`, `never` for `--colour`, found `sometimes`", hint: nil)
    refused(
      "run --log-format jsn", "expected one of `text`, `json` for `--log-format`, found `jsn`",
      hint: "did you mean `json`?")
  }

  func testFlagsAreReadInEverySpelling() {
    check("run", "run")
    check("run --config a", "run config=a")
    check("run --config=a", "run config=a")
    check("run -config a", "run config=a")
    check("run -config=a", "run config=a")
    check("run -c a", "run config=a")
    check("run -ca", "run config=a")
    check("run -c=a", "run config=a")
    check("run -c a -c b", "run config=a config=b")
    check("run --set a=b=c", "run set=a=b=c")
    check("run --consul=", "run consul=")
    check("diff --color never", "diff colour=never")
    check("render --once --stdout", "render once=true stdout=true")
    check("render -once=false", "render once=false")
    check("check a.toml -c b.toml", "check config=b.toml <a.toml>")
    check("check -- -c", "check <-c>")
    check("check -", "check <->")
    check("run -hV", "run help=true version=true")
    check("eval -t a --data -", "eval template-file=a data=-")
    check("eval --template x", "eval template=x")
  }

  func testHelpAndVersionWorkWithoutACommand() {
    check("--help", "help")
    check("-h", "help")
    check("--version", "version")
    check("-V", "version")
  }

  func testNoCommandLineCrashes() {
    let pieces = ["run", "-", "--", "-c", "-=", "--=", "=", "--config=", "-é", "", "-c=", "help"]
    for first in pieces {
      for second in pieces {
        for third in pieces {
          _ = try? ArgumentParser.parse([first, second, third])
        }
      }
    }
  }
}
