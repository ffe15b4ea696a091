import Rendering
import XCTest

/// Values that templates nest without end.
final class DeepValueTests: XCTestCase {
  /// A chain of maps, each in the one before.
  private func chain(_ levels: Int, _ use: String) -> String {
    "{{$top := sprig_dict}}{{$last := $top}}{{range loop \(levels)}}{{$next := sprig_dict}}"
      + "{{$x := sprig_set $last `k` $next}}{{$last = $next}}{{end}}" + use
  }

  func testALongChainOfMapsIsFreed() {
    TemplateRows().check(chain(100_000, "done"), "done")
    TemplateRows().check(
      "{{$top := sprig_dict}}{{$last := $top}}{{range loop 100000}}{{$next := sprig_dict}}"
        + "{{$x := sprig_set $last `k` (sprig_list (sprig_list $next))}}{{$last = $next}}{{end}}ok",
      "ok")
  }

  func testALongChainOfMapsIsPrintedToADepth() throws {
    let outcome = try TemplateRows().outcome(chain(100_000, "{{$top}}"))
    guard case .complete(let bytes, _) = outcome else { return XCTFail("incomplete") }
    XCTAssertTrue(String(decoding: bytes, as: UTF8.self).contains("<nested too deeply>"))
  }

  func testALongChainOfMapsIsRefusedWhereItWouldBeWalked() {
    let uses = [
      "{{toJSON $top}}", "{{toJSONPretty $top}}", "{{toYAML $top}}", "{{toTOML $top}}",
      "{{sprig_toJson $top | len}}", "{{sprig_deepCopy $top}}", "{{sprig_deepEqual $top $same}}",
      "{{sprig_list $top}}", "{{explodeMap $top}}", "{{mergeMap $top $same}}",
      "{{sprig_merge $top $same}}", "{{sprig_uniq (sprig_list $top)}}", "{{spew_sdump $top}}",
      "{{sprig_has $top (sprig_list $same)}}", "{{eq $top $top}}", "{{contains $top $top}}",
      "{{sprig_urlJoin $top}}", "{{sprig_mustToPrettyJson $top}}", "{{sprig_toString $top}}",
      "{{html $top}}", "{{sprig_quote $top}}", "{{printf `%#v %q %T` $top $top $top}}",
      "{{sprig_dict `a` $top}}", "{{sprig_set $top `z` $top}}", "{{sprig_pick $top `k`}}",
      "{{sprig_mergeOverwrite $same $top}}", "{{sprig_without (sprig_list) $top}}",
      "{{sprig_compact (sprig_list $top)}}", "{{scratch.Set `a` $top}}{{scratch.Get `a`}}",
      "{{sprig_dig `k` `k` 1 $top | len}}",
    ]
    for use in uses {
      let same = chain(3000, "{{$same := $top}}") + chain(3000, use)
      // Whatever comes out of it: it ends, and nothing overflows.
      _ = try? TemplateRows().outcome(same)
    }
    TemplateRows().refuse(
      chain(3000, "{{sprig_list $top}}"), "the value is nested deeper than 1000")
  }

  func testAMapIsChangedByItsOwnTemplateAlone() {
    let rows = TemplateRows()
    rows.check("{{$m := parseJSON `{\"a\":1}`}}{{sprig_set $m \"b\" 2}}", "map[a:1 b:2]")
    rows.check(
      "{{$m := sprig_dict `a` 1 `b` 2}}{{range $k, $v := $m}}{{$x := sprig_unset $m $k}}{{$k}}"
        + "{{end}}{{$m}}", "abmap[]")
    rows.check(
      "{{$m := sprig_dict `a` 1}}{{range $k, $v := $m}}{{$x := sprig_set $m `b` 1}}{{$k}}{{end}}"
        + "{{$m}}", "amap[a:1 b:1]")
  }
}
