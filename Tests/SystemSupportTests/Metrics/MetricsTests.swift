import SystemSupport
import XCTest

final class MetricsTests: XCTestCase {
  private let renders = Metric("renders_total", .counter, help: "Renders.\nAll \\ of them.")
  private let gone = Metric("gone", .gauge, help: "Gone.")
  private let age = Metric("age_seconds", .gauge, help: "Age.")
  private let time = Metric("time_seconds", .histogram(bounds: [0.1, 1]), help: "Time.")

  func testTooManySeriesAreDroppedAndCounted() {
    let metrics = Metrics()
    for number in 0..<Metrics.seriesLimit + 5 { metrics.add(to: renders, ["n": "\(number)"]) }
    metrics.add(to: renders, ["n": "0"])
    XCTAssertTrue(metrics.text().contains("trimtab_metric_series_dropped_total 5\n"))
    XCTAssertTrue(metrics.text().contains("renders_total{n=\"0\"} 2\n"))
    XCTAssertFalse(metrics.text().contains("n=\"\(Metrics.seriesLimit)\""))
  }

  func testLabelsCannotBreakTheFormat() {
    let metrics = Metrics()
    metrics.add(to: renders, ["a": "x\"} 1\ny \\"])
    XCTAssertEqual(
      metrics.text(),
      """
      # HELP renders_total Renders.\\nAll \\\\ of them.
      # TYPE renders_total counter
      renders_total{a="x\\"} 1\\ny \\\\"} 1

      """)
  }

  func testAllKindsAreWritten() {
    let metrics = Metrics()
    metrics.set(age, to: 1.5)
    metrics.add(-0.25, to: age)
    metrics.add(3, to: renders, ["r": "b"])
    metrics.add(to: renders, ["r": "a"])
    for value in [0.05, 0.1, 0.5, 7] { metrics.observe(value, in: time, ["k": "v"]) }
    metrics.set(gone, to: 1, ["r": "gone"])
    metrics.removeAll(gone)
    XCTAssertEqual(
      metrics.text(),
      """
      # HELP age_seconds Age.
      # TYPE age_seconds gauge
      age_seconds 1.25
      # HELP renders_total Renders.\\nAll \\\\ of them.
      # TYPE renders_total counter
      renders_total{r="a"} 1
      renders_total{r="b"} 3
      # HELP time_seconds Time.
      # TYPE time_seconds histogram
      time_seconds_bucket{k="v",le="0.1"} 2
      time_seconds_bucket{k="v",le="1"} 3
      time_seconds_bucket{k="v",le="+Inf"} 4
      time_seconds_sum{k="v"} 7.65
      time_seconds_count{k="v"} 4

      """)
  }
}
