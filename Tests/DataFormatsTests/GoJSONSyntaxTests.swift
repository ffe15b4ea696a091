import DataFormats
import Values
import XCTest

/// What Go says of texts that are not JSON.
final class GoJSONSyntaxTests: XCTestCase {
  private func check(_ text: Bytes, _ words: String?, _ offset: Int = 0, line: UInt = #line) {
    let mistake = GoJSONSyntax.mistake(in: text)
    XCTAssertEqual(mistake?.words, words, line: line)
    if words != nil { XCTAssertEqual(mistake?.offset, offset, line: line) }
  }

  func testTextsThatEndTooEarly() {
    for text: Bytes in [
      "", " ", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "[", "[1", "[1,", "nul", "-",
      "1.",
      "1e", "1e+", "\"abc", "\"\\", "\"\\u12", "[{\"a\":[",
    ] {
      check(text, "unexpected end of JSON input", text.count)
    }
  }

  func testCharactersThatDoNotBelong() {
    check("hello", "invalid character 'h' looking for beginning of value")
    check("<html>", "invalid character '<' looking for beginning of value")
    check(" [1,]", "invalid character ']' looking for beginning of value", 4)
    check("{a:1}", "invalid character 'a' looking for beginning of object key string", 1)
    check("{\"a\":1,}", "invalid character '}' looking for beginning of object key string", 7)
    check("{\"a\" 1}", "invalid character '1' after object key", 5)
    check("{\"a\":1 \"b\"}", "invalid character '\"' after object key:value pair", 7)
    check("[1 2]", "invalid character '2' after array element", 3)
    check("{} x", "invalid character 'x' after top-level value", 3)
    check("01", "invalid character '1' after top-level value", 1)
    check("nuxl", "invalid character 'x' in literal null (expecting 'l')", 2)
    check("-a", "invalid character 'a' in numeric literal", 1)
    check("1.a", "invalid character 'a' after decimal point in numeric literal", 2)
    check("1ex", "invalid character 'x' in exponent of numeric literal", 2)
    check("\"\\q\"", "invalid character 'q' in string escape code", 2)
    check("\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape", 5)
    check("\"a\nb\"", "invalid character '\\n' in string literal", 2)
  }

  func testCharactersThatCannotBeShown() {
    check("'", "invalid character '\\'' looking for beginning of value")
    check("\\", "invalid character '\\\\' looking for beginning of value")
    check("é", "invalid character 'é' looking for beginning of value")
    check("\u{1}", "invalid character '\\x01' looking for beginning of value")
    check("\u{7F}", "invalid character '\\x7f' looking for beginning of value")
    check("\u{FEFF}", "invalid character '\\ufeff' looking for beginning of value")
    check("\u{E0001}", "invalid character '\\U000e0001' looking for beginning of value")
    check(Bytes([0xFF]), "invalid character '\\xff' looking for beginning of value")
  }

  func testWhatIsJSONHasNoMistake() {
    for text: Bytes in [
      "{}", "[]", " [ ] ", "{\"a\":[1,-2.5e+3,true,false,null,\"\\u00e9\\n\"],\"b\":{}}", "0",
      "\"\"",
      "1e999",
    ] {
      check(text, nil)
    }
  }

  func testEveryTextThatTheReaderRefusesHasAMistake() {
    let letters = Array(#"{}[]",:1e.-tu\ "#.utf8)
    for first in letters {
      for second in letters {
        for third in letters {
          let text = Bytes([first, second, third])
          let isRefused = (try? JSONReader.value(text.storage, numbers: .floats)) == nil
          XCTAssertEqual(GoJSONSyntax.mistake(in: text) != nil, isRefused, text.string)
        }
      }
    }
  }
}
