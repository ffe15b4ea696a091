internal import Values

/// What `if`, `with` and `range` share: `{{word pipeline}}body{{else}}otherwise{{end}}`.
class BranchNode: Statement {
  let pipeline: Pipeline
  let body: Block
  let otherwise: Block?
  /// The pipeline, or what it amounts to.
  let expression: Expression

  init(_ range: Range<Int>, _ pipeline: Pipeline, _ body: Block, _ otherwise: Block?) {
    self.pipeline = pipeline
    expression = pipeline.simplest
    self.body = body
    self.otherwise = otherwise
    super.init(range)
  }

  /// The keyword.
  var word: String { preconditionFailure("every branch has a keyword") }

  final override func write(to printer: inout NodePrinter) {
    printer.action {
      $0.write(word + " ")
      pipeline.write(to: &$0)
    }
    body.write(to: &printer)
    if let otherwise {
      printer.action { $0.write("else") }
      otherwise.write(to: &printer)
    }
    printer.action { $0.write("end") }
  }
}
