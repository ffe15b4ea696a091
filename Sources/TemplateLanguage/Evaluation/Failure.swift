/// Why an evaluation ended: a small error, so that passing it up costs nothing.
struct Failure: Error {
  private final class Box: Sendable {
    let error: TemplateError

    init(_ error: TemplateError) { self.error = error }
  }

  private let box: Box

  init(_ error: TemplateError) { box = Box(error) }

  /// What is told to people.
  var error: TemplateError { box.error }
}
