import Foundation

/// A real nginx with a folder of its own: `nginx.conf` and what it includes.
package final class NginxServer {
  /// The main configuration file.
  package var configurationPath: String { folder.file("nginx.conf") }
  /// The file with the number of the master process.
  package var pidFile: String { folder.file("nginx.pid") }
  /// Its files.
  package let folder: TemporaryDirectory

  private let binary: String
  private var process: RunningProcess?

  /// Prepares a server.
  package init() throws {
    binary = try ServerBinaries.nginx()
    folder = try TemporaryDirectory()
  }

  /// The top of a main file, with everything in the folder.
  package var preamble: String {
    let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
      "  \($0)_temp_path \(folder.path)/\($0);\n"
    }
    return """
      worker_processes 2;
      pid \(pidFile);
      error_log \(folder.file("error.log"));
      events { worker_connections 256; }
      http {
        access_log off;
      \(places.joined())
      """
  }

  /// Writes the main file: the preamble, then `text` within the block `http`.
  package func write(_ text: String) throws {
    try folder.write("\(preamble)\n\(text)\n}\n", to: "nginx.conf")
  }

  /// A server at a port that answers with a word.
  package static func server(_ port: UInt16, _ answer: String) -> String {
    "server { listen 127.0.0.1:\(port); location / { return 200 \(answer); } }"
  }

  /// Starts it on the written configuration and waits until its master and all workers are there.
  package func start() async throws {
    try? FileManager.default.removeItem(atPath: pidFile)
    let process = try RunningProcess(binary, ["-c", configurationPath, "-g", "daemon off;"])
    self.process = process
    let wanted = wantedWorkers
    try await process.waitUntilReady {
      try workers().count >= wanted && folder.text("nginx.pid") != nil
    }
  }

  /// As many as the main file says.
  private var wantedWorkers: Int {
    let words = (folder.text("nginx.conf") ?? "").split { $0 == " " || $0 == ";" || $0 == "\n" }
    guard let place = words.firstIndex(of: "worker_processes") else { return 1 }
    return words.dropFirst(place + 1).first.flatMap { Int($0) } ?? 1
  }

  /// Ends it and its workers.
  package func stop() async throws {
    try await process?.stop()
    process = nil
  }

  /// Kills the master and its workers, as a crash does.
  package func kill() async throws {
    process?.send(SIGKILL, toGroup: true)
    _ = await process?.waitForEnd()
    process = nil
  }

  /// Halts it and its workers: connections stay open and nothing answers.
  package func freeze() { process?.send(SIGSTOP, toGroup: true) }

  /// Goes on after `freeze`.
  package func thaw() { process?.send(SIGCONT, toGroup: true) }

  /// The number of the master process.
  package var masterProcess: Int32 { process?.pid ?? 0 }

  /// The master's log.
  package var errorLog: String { folder.text("error.log") ?? "" }

  /// The numbers of the master's children.
  package func workers() throws -> Set<Int32> {
    let path = "/proc/\(masterProcess)/task/\(masterProcess)/children"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return Set(text.split(separator: " ").compactMap { Int32($0) })
  }
}
