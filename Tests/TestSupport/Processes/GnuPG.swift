import Foundation

/// GnuPG with a folder of keys of its own, whose agent ends with it.
package final class GnuPG: Sendable {
  /// The sorts of keys, each with a part that encrypts.
  package enum Sort: String, Sendable, CaseIterable {
    case rsa, longRSA, elGamal, curve25519, p256, p384, p521, brainpool

    fileprivate var parameters: String {
      switch self {
      case .rsa: "Key-Type: RSA\nKey-Length: 1024\nSubkey-Type: RSA\nSubkey-Length: 2048"
      case .longRSA: "Key-Type: RSA\nKey-Length: 3072"
      case .elGamal: "Key-Type: DSA\nKey-Length: 1024\nSubkey-Type: ELG-E\nSubkey-Length: 1024"
      case .curve25519: GnuPG.curves("EDDSA", "ed25519", "cv25519")
      case .p256: GnuPG.curves("ECDSA", "nistp256", "nistp256")
      case .p384: GnuPG.curves("ECDSA", "nistp384", "nistp384")
      case .p521: GnuPG.curves("ECDSA", "nistp521", "nistp521")
      case .brainpool: GnuPG.curves("ECDSA", "brainpoolP256r1", "brainpoolP256r1")
      }
    }
  }

  private let directory: TemporaryDirectory
  private let program: String

  /// No keys yet.
  package init() throws {
    program = try ServerBinaries.find("gpg")
    directory = try TemporaryDirectory()
  }

  deinit {
    _ = try? run(try ServerBinaries.find("gpgconf"), ["--kill", "gpg-agent"], [])
  }

  /// Makes a key without or with a passphrase.
  package func makeKey(_ name: String, _ sort: Sort, passphrase: String? = nil) throws {
    let protection = passphrase.map { "Passphrase: \($0)" } ?? "%no-protection"
    let script = "\(sort.parameters)\nName-Real: \(name)\n\(protection)\n%commit\n"
    _ = try gpg(["--gen-key"], Array(script.utf8))
  }

  /// The armored secret keys of some names; `passphrase` is what protects them.
  package func secretKeys(_ names: String..., passphrase: String = "") throws -> String {
    let bytes = try gpg(
      [
        "--pinentry-mode", "loopback", "--passphrase", passphrase, "--armor",
        "--export-secret-keys",
      ] + names, [])
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The armored public keys of some names.
  package func publicKeys(_ names: String...) throws -> String {
    String(decoding: try gpg(["--armor", "--export"] + names, []), as: UTF8.self)
  }

  /// A message, not armored, made by gpg's options, such as `--encrypt --recipient NAME`.
  package func message(_ bytes: [UInt8], _ options: String...) throws -> [UInt8] {
    try message(bytes, options)
  }

  /// The same of a list of options.
  package func message(_ bytes: [UInt8], _ options: [String]) throws -> [UInt8] {
    let loopback = ["--pinentry-mode", "loopback", "--passphrase", "x"]
    return try gpg(loopback + ["--trust-model", "always"] + options, bytes)
  }

  private static func curves(_ sort: String, _ first: String, _ second: String) -> String {
    "Key-Type: \(sort)\nKey-Curve: \(first)\nSubkey-Type: ECDH\nSubkey-Curve: \(second)"
  }

  private func gpg(_ arguments: [String], _ input: [UInt8]) throws -> [UInt8] {
    try run(program, ["--batch", "--quiet", "--no-tty"] + arguments, input)
  }

  /// The input goes through a file, so that neither side waits for the other.
  private func run(_ program: String, _ arguments: [String], _ input: [UInt8]) throws -> [UInt8] {
    let file = URL(fileURLWithPath: directory.file("input"))
    try Data(input).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["GNUPGHOME": directory.path]) { $1 }
    let output = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: file)
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw TestSupportError("`\(program) \(arguments.joined(separator: " "))` failed")
    }
    return Array(bytes)
  }
}
