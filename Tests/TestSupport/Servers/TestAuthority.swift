import Foundation

/// An authority with a certificate for a server and one for a client, in a folder of its own:
/// `ca.pem`, `server.pem`, `server-key.pem`, `client.pem` and `client-key.pem`.
package final class TestAuthority: Sendable {
  private let directory: TemporaryDirectory
  private let name: String
  private let client: String

  /// The folder of the files.
  package var folder: String { directory.path }

  /// Makes all files; the server is known as `name`, an IPv4 address or a host, the client by its
  /// subject.
  package init(for name: String, client: String = "/CN=client") throws {
    self.name = name
    self.client = client
    directory = try TemporaryDirectory()
    try renew()
  }

  /// The path of a file.
  package func path(_ file: String) -> String { directory.file(file) }

  /// Puts a new authority with new certificates in the place of the old ones.
  package func renew() throws {
    try run(
      "openssl req -x509 \(TestAuthority.new) -keyout ca-key.pem -out ca.pem -subj '/CN=test CA'")
    try renewServer()
    try renewClient()
  }

  /// Gives the server another certificate, which is valid for two days or over already.
  package func renewServer(isExpired: Bool = false) throws {
    let isAddress = name.allSatisfy { $0.isNumber || $0 == "." }
    try issue(
      "server", "subjectAltName=\(isAddress ? "IP" : "DNS"):\(name)", days: isExpired ? 0 : 2)
  }

  /// Adds `FILE.pem` and `FILE-key.pem` for a server that is known by all these names, such as
  /// `IP:127.0.0.1` and `DNS:consul.example`.
  package func addServer(_ file: String, for names: String..., isExpired: Bool = false) throws {
    let list = names.joined(separator: ",")
    try issue(file, "subjectAltName=\(list)", days: isExpired ? 0 : 2)
  }

  /// Adds an authority below this one, `FILE.pem` with `FILE-key.pem`, and a server's certificate
  /// of it, `below.pem`, which is followed by that of the authority.
  package func addAuthority(_ file: String, for name: String) throws {
    try issue(file, "basicConstraints=critical,CA:TRUE")
    try issue("below", "subjectAltName=\(name)", by: file)
    try run("cat \(file).pem >> below.pem")
  }

  /// Adds a server's certificate with any extensions, or none, and a common name.
  package func addServer(_ file: String, extensions: String, commonName: String) throws {
    try issue(file, extensions, commonName: commonName)
  }

  /// Adds `both.pem`, the client's certificate and key in one file, and `locked-key.pem`, its key
  /// under a password.
  package func addClientForms() throws {
    try run("cat client.pem client-key.pem > both.pem")
    try run("openssl ec -in client-key.pem -aes128 -passout pass:sesame -out locked-key.pem")
  }

  /// Gives the client another certificate, which is valid for two days or over already.
  package func renewClient(isExpired: Bool = false) throws {
    try issue("client", "extendedKeyUsage=clientAuth", days: isExpired ? 0 : 2)
  }

  /// Makes a folder in which libssl finds the authority by its hash; returns its path.
  package func makeHashedFolder() throws -> String {
    try run("mkdir -p hashed && cp ca.pem hashed/ && openssl rehash hashed")
    return path("hashed")
  }

  private static let new = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"

  private func issue(
    _ file: String, _ extensions: String, days: Int = 2, by issuer: String = "ca",
    commonName: String = "server"
  ) throws {
    try directory.write(extensions, to: "\(file).ext")
    try run(
      "openssl req \(TestAuthority.new) -keyout next-key.pem -out \(file).csr "
        + "-subj \(file == "client" ? client : "/CN=\(commonName)")")
    try run(
      "openssl x509 -req -in \(file).csr -CA \(issuer).pem -CAkey \(issuer)-key.pem "
        + "-CAcreateserial -days \(days) -extfile \(file).ext -out next.pem")
    try run("mv next-key.pem \(file)-key.pem && mv next.pem \(file).pem")
  }

  private func run(_ command: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw TestSupportError("`\(command)` failed") }
  }
}
