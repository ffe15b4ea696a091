import ProcessControl
import SystemSupport

/// Asks `nginx -t` about a candidate within the whole configuration: a file that is included is
/// judged in a view of the live tree in which it is already in its place.
package struct NginxCheck: Sendable {
  private let settings: NginxSettings

  /// A check for the nginx of the settings.
  package init(_ settings: NginxSettings) { self.settings = settings }

  /// `nginx -t`.
  package var summary: String { "\(settings.binary) -t" }

  /// Judges the contents of `candidate` as those of `destination`.
  package func check(candidate: String, destination: String) async -> CheckVerdict {
    let contents: [UInt8]
    do throws(SystemError) {
      contents = try FileSystem.real.read(candidate)
    } catch {
      return .failed(CheckError(.cannotStart, "\(error)"))
    }
    let destination = FilePath.absolute(destination)
    let place = await NginxPlace.find(settings, changed: [destination: contents])
    // Beside its destination a main file finds everything that is named relative to it.
    if NginxTree.realPath(destination) == NginxTree.realPath(place.main) {
      return await run(candidate, place)
    }
    return await check([destination: contents], in: place)
  }

  /// Judges files together, by their destinations: each sees the others as they are going to be.
  package func check(together files: [String: [UInt8]]) async -> CheckVerdict {
    let files = Dictionary(
      files.map { (FilePath.absolute($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    return await check(files, in: await NginxPlace.find(settings, changed: files))
  }

  private func check(_ files: [String: [UInt8]], in place: NginxPlace) async -> CheckVerdict {
    let tree = NginxTree(main: place.main, changed: files)
    guard !tree.links.isEmpty else {
      let isThere = FileSystem.real.exists(place.main)
      let names = files.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
      let problem =
        isThere
        ? "\(names) \(files.count == 1 ? "is" : "are") not included by `\(place.main)`"
          + (settings.configuration == nil ? "; name the main file by `nginx.configuration`" : "")
        : "there is no main configuration `\(place.main)`"
      return .failed(CheckError(.cannotStart, "cannot check for nginx: \(problem)"))
    }
    // Besides included files there may be lists of users or certificates among them.
    let others = files.filter { !tree.includes($0.key) }.mapValues { StagedView.File(contents: $0) }
    do throws(SystemError) {
      let view = try StagedView(
        tree.links.merging(others) { first, _ in first }, anchors: tree.anchors)
      defer { view.remove() }
      let verdict = await run(view.place(of: tree.main), place)
      return verdict.withoutRoot(view.root)
    } catch {
      return .failed(CheckError(.cannotStart, "cannot check for nginx: \(error)"))
    }
  }

  private func run(_ main: String, _ place: NginxPlace) async -> CheckVerdict {
    var words = [settings.binary, "-t", "-c", main]
    if let prefix = place.master?.prefix { words += ["-p", prefix] }
    var command = ChildCommand(.arguments(words), timeout: settings.checkTimeout)
    command.outputLimit = 8 << 10
    return await Checker(command).check(candidate: main, destination: main)
  }
}

extension CheckVerdict {
  /// Names the files of a view as the live ones.
  fileprivate func withoutRoot(_ root: String) -> CheckVerdict {
    switch self {
    case .accepted(let output): .accepted(output: output.without(root))
    case .refused(let error): .refused(error.without(root))
    case .failed(let error): .failed(error.without(root))
    }
  }
}

extension CheckError {
  fileprivate func without(_ root: String) -> CheckError {
    CheckError(code, message.without(root), output: output.without(root))
  }
}

extension String {
  fileprivate func without(_ part: String) -> String {
    guard !part.isEmpty else { return self }
    var rest = self[...]
    var text = ""
    while let first = part.first, let start = rest.firstIndex(of: first) {
      text += rest[..<start]
      rest = rest[start...]
      if rest.hasPrefix(part) {
        rest = rest.dropFirst(part.count)
      } else {
        text.append(rest.removeFirst())
      }
    }
    return text + rest
  }
}
