import Synchronization

/// The numbers of the process, which Prometheus reads as text.
package final class Metrics: Sendable {
  /// More combinations of label values than this are not kept per metric, whatever the world sends:
  /// they are counted in `trimtab_metric_series_dropped_total`.
  package static let seriesLimit = 1000

  /// Label names and values, in the order of writing.
  package typealias Labels = KeyValuePairs<String, String>

  private static let dropped = Metric(
    "trimtab_metric_series_dropped_total", .counter,
    help: "Updates dropped because a metric has too many label values.")

  private struct Series {
    var value = 0.0
    var count: UInt64 = 0
    var buckets: [UInt64] = []
  }

  private let families = Mutex<[Metric: [String: Series]]>([:])

  /// No numbers yet.
  package init() {}

  /// Adds to a counter or gauge.
  package func add(_ amount: Double = 1, to metric: Metric, _ labels: Labels = [:]) {
    update(metric, labels) { $0.value += amount }
  }

  /// Sets a gauge.
  package func set(_ metric: Metric, to value: Double, _ labels: Labels = [:]) {
    update(metric, labels) { $0.value = value }
  }

  /// Adds a value to a histogram.
  package func observe(_ value: Double, in metric: Metric, _ labels: Labels = [:]) {
    guard case .histogram(let bounds) = metric.kind else {
      preconditionFailure("only histograms observe values")
    }
    update(metric, labels) { series in
      if series.buckets.isEmpty { series.buckets = Array(repeating: 0, count: bounds.count) }
      series.value += value
      series.count += 1
      if let index = bounds.firstIndex(where: { value <= $0 }) { series.buckets[index] += 1 }
    }
  }

  /// Adds a duration to a histogram of seconds.
  package func observe(_ duration: Duration, in metric: Metric, _ labels: Labels = [:]) {
    observe(duration.seconds, in: metric, labels)
  }

  /// Forgets all series of a metric, for what is set anew each time.
  package func removeAll(_ metric: Metric) { families.withLock { $0[metric] = nil } }

  /// All numbers in Prometheus' text format, sorted by name and labels.
  package func text() -> String {
    let families = families.withLock { $0 }
    var text = ""
    for (metric, series) in families.sorted(by: { $0.key.name < $1.key.name }) {
      text += "# HELP \(metric.name) \(Metrics.escaped(metric.help))\n"
      text += "# TYPE \(metric.name) \(Metrics.typeName(metric.kind))\n"
      for (labels, series) in series.sorted(by: { $0.key < $1.key }) {
        text += Metrics.lines(metric, labels, series)
      }
    }
    return text
  }

  private func update(_ metric: Metric, _ labels: Labels, _ change: (inout Series) -> Void) {
    let key = Metrics.text(of: labels)
    families.withLock { families in
      let family = families[metric] ?? [:]
      if family[key] == nil, family.count >= Metrics.seriesLimit {
        families[Metrics.dropped, default: [:]]["", default: Series()].value += 1
        return
      }
      change(&families[metric, default: [:]][key, default: Series()])
    }
  }

  private static func lines(_ metric: Metric, _ labels: String, _ series: Series) -> String {
    guard case .histogram(let bounds) = metric.kind else {
      return "\(metric.name)\(braced(labels)) \(number(series.value))\n"
    }
    var text = ""
    var total: UInt64 = 0
    let prefix = labels.isEmpty ? "" : labels + ","
    for (bound, count) in zip(bounds, series.buckets) {
      total += count
      text += "\(metric.name)_bucket{\(prefix)le=\"\(number(bound))\"} \(total)\n"
    }
    text += "\(metric.name)_bucket{\(prefix)le=\"+Inf\"} \(series.count)\n"
    text += "\(metric.name)_sum\(braced(labels)) \(number(series.value))\n"
    return text + "\(metric.name)_count\(braced(labels)) \(series.count)\n"
  }

  private static func braced(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }

  private static func text(of labels: Labels) -> String {
    labels.map { "\($0.key)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
  }

  private static func escaped(_ text: String, quotes: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
  }

  private static func typeName(_ kind: Metric.Kind) -> String {
    switch kind {
    case .counter: "counter"
    case .gauge: "gauge"
    case .histogram: "histogram"
    }
  }
}
