import DataFormats
import Diagnostics
import RegistryCore
import Rendering
import SystemSupport
import TemplateLanguage
import Values
import XCTest

/// `cget` and its kin in templates.
final class EncryptedFunctionTests: XCTestCase {
  private let everything = Query(registry: "consul", .prefix(path: "", Query.Scope()))

  private func rows(
    _ pairs: [(String, String)], ring: String? = OpenPGPSamples.ring, path: String? = "/ring"
  ) -> TemplateRows {
    var surroundings = RenderContext.Surroundings(
      files: FixedFiles(ring.map { ["/ring": Array($0.utf8)] } ?? [:]))
    surroundings.keyRing = path
    let list = Samples.list(RegistryShapes.keyPair, pairs.map { Samples.pair($0.0, $0.1) })
    return TemplateRows(
      dialect: .confd, readings: [everything: list], surroundings: surroundings)
  }

  private var tree: TemplateRows {
    rows([("a", OpenPGPSamples.value), ("b/c", OpenPGPSamples.value), ("open", "clear")])
  }

  func testWhatIsRefused() {
    tree.refuse("{{cgetv `/none`}}", "error calling cgetv: key does not exist: /none")
    tree.refuse("{{cget `/none`}}", "error calling cget: key does not exist: /none")
    tree.refuse(
      "{{cgetv `/open`}}",
      "error calling cgetv: the value of `/open` cannot be decrypted: it is not Base64")
    tree.refuse(
      "{{cgets `/*`}}",
      "error calling cgets: the value of `/open` cannot be decrypted: it is not Base64")
    tree.refuse("{{cgetvs `/*`}}", "the value of `/*` cannot be decrypted: it is not Base64")
    tree.refuse("{{cgets `[`}}", "syntax error in pattern")
    tree.refuse("{{cgetv `/a` `x`}}", "wrong number of args for cgetv: want 1 got 2")
    rows([("a", OpenPGPSamples.value)], path: nil).refuse(
      "{{cgetv `/a`}}",
      "no key ring is configured: name one by `secret_keyring`, in confd's place by "
        + "`-secret-keyring`")
    rows([("a", OpenPGPSamples.value)], ring: nil).refuse(
      "{{cgetv `/a`}}",
      "the key ring cannot be read: cannot open `/ring`: No such file or directory")
    rows([("a", OpenPGPSamples.value)], ring: "x").refuse(
      "{{cgetv `/a`}}",
      "the key ring `/ring` cannot be used: expected a text with `-----BEGIN PGP PRIVATE KEY "
        + "BLOCK-----`, as `gpg --armor --export-secret-keys` writes it, found none")
    rows([("a", OpenPGPSamples.value)], ring: OpenPGPSamples.otherRing).refuse(
      "{{cgetv `/a`}}",
      "the value of `/a` cannot be decrypted: it is encrypted for key C2062B370139E6D2 (ECDH), "
        + "which the key ring does not have")
  }

  func testValuesAreDecrypted() {
    tree.check("{{cgetv `/a`}} {{(cget `/b/c`).Key}} {{(cget `/b/c`).Value}}", "s3cret /b/c s3cret")
    tree.check("{{cgets `/a`}}{{cgetvs `/b/*`}}", "[{/a s3cret}][s3cret]")
    tree.check("{{cgets `/none/*`}}{{cgetvs `/none/*`}}", "[][]")
    tree.check("{{range cgets `/a`}}{{.Key}}={{.Value}}{{end}} {{getv `/open`}}", "/a=s3cret clear")
    rows([("a", OpenPGPSamples.otherValue)], ring: OpenPGPSamples.ring + OpenPGPSamples.otherRing)
      .check("{{cgetv `/a`}}", "made by Go")
  }

  func testTheRingIsAnInputAndItsUseIsTold() throws {
    guard case .complete(_, let inputs) = try tree.outcome("{{cgetv `/a`}}") else {
      return XCTFail("incomplete")
    }
    XCTAssertEqual(inputs.files, ["/ring"])
    XCTAssertTrue(inputs.hasSecrets)
    XCTAssertFalse(try tree.outcome("{{getv `/open`}}").inputs.hasSecrets)
    XCTAssertEqual(try tree.outcome("{{getv `/open`}}").inputs.files, [])
  }

  func testUntilTheKeysAreThereNothingIsDecrypted() throws {
    let outcome = try TemplateRows(dialect: .confd).outcome(
      "{{cgetv `/a`}}{{with cget `/a`}}{{.Key}}{{end}}{{range cgets `/*`}}x{{end}}")
    XCTAssertEqual(outcome.missing, [.unanswered(everything)])
  }

  func testErrorsOfOtherFunctionsDoNotShowTheValue() {
    for template in ["{{atoi (cgetv `/a`)}}", "{{cgetv `/a` | parseBool}}"] {
      XCTAssertThrowsError(try tree.outcome(template)) {
        guard let error = $0 as? TemplateError else { return XCTFail("\($0)") }
        let texts = [error.goText, error.diagnostic.message, error.diagnostic.hint ?? ""]
        XCTAssertTrue(texts[0].contains("[hidden]"), "\(texts)")
        XCTAssertFalse(texts.contains { $0.contains("s3cret") }, "\(texts)")
      }
    }
  }

  func testOnePassLeavesItsValuesToTheNextAndForgetsThoseNotUsed() throws {
    let memory = RenderMemory()
    func pass(_ rows: TemplateRows, _ template: String) throws -> String {
      var options = CompiledTemplate.Options()
      options.dialect = .confd
      let compiled = try CompiledTemplate(
        Source(name: "main", text: template), options: options)
      switch RenderPass.run(compiled, in: rows.context(), memory: memory) {
      case .complete(let bytes, _): return String(decoding: bytes, as: UTF8.self)
      case .incomplete: return "incomplete"
      case .failed(let error, _): throw error
      }
    }
    for _ in 0..<3 {
      XCTAssertEqual(try pass(tree, "{{cgetv `/a`}}{{cgetv `/b/c`}}"), "s3crets3cret")
      XCTAssertEqual(memory.decryption.count, 1)
    }
    XCTAssertEqual(try pass(tree, "{{getv `/open`}}"), "clear")
    XCTAssertEqual(memory.decryption.count, 0)
    let other = rows([("a", OpenPGPSamples.value)], ring: OpenPGPSamples.otherRing)
    XCTAssertEqual(try pass(tree, "{{cgetv `/a`}}"), "s3cret")
    XCTAssertThrowsError(try pass(other, "{{cgetv `/a`}}"))
    XCTAssertEqual(try pass(tree, "{{cgetv `/a`}}"), "s3cret")
  }
}
