import Glibc

/// A real TLS server (`openssl s_server`) with a certificate authority of its own. It answers `GET`
/// with files of its folder, which hold whole answers, headers included.
package final class TLSServer: Sendable {
  /// The folder with `ca.pem`, `client.pem`, `client-key.pem` and the files it serves.
  package let folder: String
  /// The port on 127.0.0.1.
  package let port: Int
  private let authority: TestAuthority
  private let process: pid_t

  /// Starts a server whose certificate is for `name`, and which may ask for a client certificate.
  package init(name: String, requiresClientCertificate: Bool = false) throws {
    authority = try TestAuthority(for: name)
    folder = authority.folder
    let verification =
      requiresClientCertificate ? "-Verify 1 -verify_return_error -CAfile ca.pem" : ""
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure.folder }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    process = try TLSServer.spawn(
      "exec openssl s_server -accept 127.0.0.1:0 -HTTP -cert server.pem -key server-key.pem "
        + verification, in: folder, output: ends[1])
    close(ends[1])
    defer { close(ends[0]) }
    port = try TLSServer.readPort(ends[0])
  }

  /// Stops the server.
  package func stop() {
    kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }

  /// Serves `answer` for a path without its first slash.
  package func serve(_ path: String, _ answer: String) throws {
    let folders = path.split(separator: "/").dropLast()
    try TLSServer.run("mkdir -p './\(folders.joined(separator: "/"))'", in: folder)
    try TLSServer.write(answer, self.path(path))
  }

  /// The path of a file in the folder.
  package func path(_ name: String) -> String { "\(folder)/\(name)" }

  private static func write(_ text: String, _ path: String) throws {
    guard let file = fopen(path, "we") else { throw Failure.folder }
    defer { fclose(file) }
    guard fputs(text, file) >= 0 else { throw Failure.folder }
  }

  private static func run(_ command: String, in folder: String) throws {
    let child = try spawn(command, in: folder, output: nil)
    var status: Int32 = 0
    guard waitpid(child, &status, 0) == child, status == 0 else { throw Failure.command(command) }
  }

  /// Starts a shell in `folder`, with an empty environment, that writes to `output`, if any.
  private static func spawn(_ command: String, in folder: String, output: Int32?) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    if let output {
      posix_spawn_file_actions_adddup2(&actions, output, 1)
    } else {
      posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    }
    let line = "cd '\(folder)' && \(command)"
    let arguments = ["sh", "-c", line].map { (text: String) in strdup(text) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    guard posix_spawn(&child, "/bin/sh", &actions, nil, arguments, nil) == 0 else {
      throw Failure.command(command)
    }
    return child
  }

  private static func readPort(_ output: Int32) throws -> Int {
    var text: [UInt8] = []
    var byte: UInt8 = 0
    while read(output, &byte, 1) == 1 {
      text.append(byte)
      guard byte == UInt8(ascii: "\n") else { continue }
      let line = String(decoding: text.dropLast(), as: UTF8.self)
      text = []
      if line.hasPrefix("ACCEPT"), let port = line.split(separator: ":").last.flatMap({ Int($0) }) {
        return port
      }
    }
    throw Failure.command("openssl s_server")
  }

  private enum Failure: Error {
    case folder
    case command(String)
  }
}
