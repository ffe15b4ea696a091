import Diagnostics
import Rendering
import SystemSupport
import XCTest

final class SocketAddressTests: XCTestCase {
  private static let machine: [InterfaceAddress] = [
    address(1, "lo", "127.0.0.1", 8, [.up, .loopback, .running]),
    address(1, "lo", "::1", 128, [.up, .loopback, .running]),
    address(2, "eth0", "10.1.1.1", 24), address(2, "eth0", "2001:470:1::5", 64),
    address(2, "eth0", "fe80::2", 64), address(3, "eth1", "192.168.7.9", 16),
    address(3, "eth1", "8.8.4.4", 29), address(4, "tun0", "10.9.0.6", 32, [.pointToPoint]),
  ]

  private static func address(
    _ index: Int, _ name: String, _ text: String, _ prefix: Int,
    _ flags: InterfaceAddress.Flags = [.up, .broadcast, .multicast, .running]
  ) -> InterfaceAddress {
    InterfaceAddress(
      index: index, name: name, flags: flags,
      address: InterfaceAddress.bytes(of: text) ?? [], prefixLength: prefix)
  }

  private var rows: TemplateRows {
    var rows = TemplateRows()
    rows.surroundings.network = FixedNetwork(
      interfaceAddresses: SocketAddressTests.machine, defaultInterface: "eth1")
    return rows
  }

  private func check(_ expression: String, _ expected: String, line: UInt = #line) {
    rows.check("{{sockaddr `\(expression)`}}", expected, line: line)
  }

  private func refuse(_ expression: String, _ message: String, line: UInt = #line) {
    rows.refuse("{{sockaddr `\(expression)`}}", message, line: line)
  }

  func testWhatIsNoExpressionIsRefused() {
    refuse("GetPrivateIp", #"function "GetPrivateIp" not defined"#)
    refuse(#"GetAllInterfaces | include "colour" "red""#, "`size`, `type`, found `colour`")
    refuse(#"GetAllInterfaces | include "flags" "up|fast""#, "unknown flag `fast`")
    refuse(#"GetAllInterfaces | include "name" "(""#, "missing closing ): `(`")
    refuse(
      #"GetAllInterfaces | include "rfc" "99999999999""#,
      "no RFC `99999999999` that sets addresses aside is known")
    refuse(#"GetAllInterfaces | include "network" "10/8""#, "expected a network, found `10/8`")
    refuse(#"GetAllInterfaces | exclude "type" "ipx""#, "or `unix`, found `ipx`")
    refuse(#"GetAllInterfaces | exclude "size" "big""#, "the bits of a mask, found `big`")
    refuse(#"GetAllInterfaces | sort "colour""#, "or `type`, found `colour`")
    refuse(#"GetAllInterfaces | unique "size""#, "expected `address` or `name`, found `size`")
    refuse("GetAllInterfaces | offset 9", "9 is outside of 8 interfaces")
    refuse(#"GetAllInterfaces | limit "many""#, "expected a number, found `many`")
    refuse("GetAllInterfaces | limit -1", "expected no negative number")
    refuse(#"GetAllInterfaces | attr "adress""#, "no attribute `adress`, did you mean `address`?")
    refuse(#"GetAllInterfaces | math "address" "2""#, "a number with its sign, found `2`")
    refuse(#"GetAllInterfaces | math "port" "+2""#, "`network` or `mask`, found `port`")
    refuse(#"sort "name" "eth0""#, "expected interfaces, found string")
  }

  func testTheAddressesOfTheUsualQuestions() {
    check("GetPrivateIP", "192.168.7.9")
    check("GetPrivateIPs", "192.168.7.9 10.1.1.1")
    check("GetPublicIP", "8.8.4.4")
    check("GetPublicIPs", "8.8.4.4 2001:470:1::5")
    check(#"GetInterfaceIP "eth0""#, "10.1.1.1")
    check(#"GetInterfaceIPs "eth0""#, "10.1.1.1 2001:470:1::5 fe80::2")
    check(#"GetInterfaceIP "lo""#, "")
    check(#"GetInterfaceIP "eth[01]""#, "192.168.7.9")
    check(#"GetDefaultInterfaces | join "address" ",""#, "192.168.7.9,8.8.4.4")
    check("GetAllInterfaces | len", "8")
    check("len .", "8")
  }

  func testFiltersKeepAndLeaveOut() {
    func checkNames(_ filter: String, _ expected: String, line: UInt = #line) {
      check("GetAllInterfaces | \(filter) | join `address` ` `".quoted, expected, line: line)
    }
    checkNames(#"include "name" "^eth" | exclude "type" "IPv6""#, "10.1.1.1 192.168.7.9 8.8.4.4")
    checkNames(#"include "type" "ipv6""#, "::1 2001:470:1::5 fe80::2")
    checkNames(#"include "type" "unix""#, "")
    checkNames(#"include "type" "ipv4|ipv6" | limit 1"#, "127.0.0.1")
    checkNames(#"include "flags" "loopback""#, "127.0.0.1 ::1")
    checkNames(#"include "flags" "up|forwardable" | include "type" "IP" | limit 1"#, "10.1.1.1")
    checkNames(#"include "flag" "down""#, "10.9.0.6")
    checkNames(#"include "flags" "point-to-point""#, "10.9.0.6")
    checkNames(#"include "flags" "link-local unicast""#, "fe80::2")
    checkNames(#"exclude "flags" "global unicast""#, "127.0.0.1 ::1 fe80::2")
    checkNames(#"include "rfc" "1918""#, "10.1.1.1 192.168.7.9 10.9.0.6")
    checkNames(#"include "rfc" "3927|4291""#, "::1 fe80::2")
    checkNames(#"include "network" "10.0.0.0/8|fe80::/10""#, "10.1.1.1 fe80::2 10.9.0.6")
    checkNames(#"include "address" "^10\\..*/24$""#, "10.1.1.1")
    checkNames(#"include "size" "/64""#, "2001:470:1::5 fe80::2")
    checkNames(#"include "port" "80""#, "")
    checkNames(#"offset 6"#, "8.8.4.4 10.9.0.6")
    checkNames(#"offset "-2" | limit "1""#, "8.8.4.4")
  }

  func testSortingAndUniqueness() {
    check(
      #"GetAllInterfaces | include "type" "ipv4" | sort "-address" | join "address" " ""#,
      "192.168.7.9 127.0.0.1 10.9.0.6 10.1.1.1 8.8.4.4")
    check(
      #"GetAllInterfaces | sort "default,-type,size,+address" | join "address" " ""#,
      "192.168.7.9 8.8.4.4 2001:470:1::5 fe80::2 ::1 127.0.0.1 10.1.1.1 10.9.0.6")
    check(
      #"GetAllInterfaces | sort "-name" | unique "name" | join "name" " ""#, "tun0 lo eth1 eth0")
    check(
      #"GetAllInterfaces | sort "private,port" | offset "-2" | join "address" " ""#,
      "2001:470:1::5 8.8.4.4")
  }

  func testAttributes() {
    func checkAttributes(_ name: String, _ four: String, _ six: String, line: UInt = #line) {
      let all = "GetAllInterfaces | include `name` `eth0`".quoted
      check(#"\#(all) | attr "\#(name)""#, four, line: line)
      check(#"\#(all) | include "type" "IPv6" | attr "\#(name)""#, six, line: line)
    }
    checkAttributes("address", "10.1.1.1", "2001:470:1::5")
    checkAttributes("string", "10.1.1.1/24", "2001:470:1::5/64")
    checkAttributes("type", "IPv4", "IPv6")
    checkAttributes("netmask", "255.255.255.0", "ffff:ffff:ffff:ffff::")
    checkAttributes("network", "10.1.1.0", "2001:470:1::")
    checkAttributes("mask_bits", "24", "64")
    checkAttributes("size", "256", "18446744073709551616")
    checkAttributes("broadcast", "10.1.1.255", "")
    checkAttributes("first_usable", "10.1.1.1", "2001:470:1::1")
    checkAttributes("last_usable", "10.1.1.254", "2001:470:1:0:ffff:ffff:ffff:ffff")
    checkAttributes("hex", "0a010101", "20010470000100000000000000000005")
    checkAttributes("octets", "10 1 1 1", "32 1 4 112 0 1 0 0 0 0 0 0 0 0 0 5")
    checkAttributes("uint32", "167837953", "")
    checkAttributes("uint128", "", "42540578165169667890657477320402534405")
    checkAttributes("name", "eth0", "eth0")
    checkAttributes("flags", "up|broadcast|multicast|running", "up|broadcast|multicast|running")
    check(
      #"GetAllInterfaces | include "name" "lo" | limit 1 | attr "binary""#,
      "01111111000000000000000000000001")
    check(#"GetAllInterfaces | include "name" "none" | attr "address""#, "")
    check(
      #"range . | include "name" "eth0"}}{{.Name}}/{{.SockAddr.NetIP}} {{Attr "size" .}} {{end"#,
      "eth0/10.1.1.1 256 eth0/2001:470:1::5 18446744073709551616 "
        + "eth0/fe80::2 18446744073709551616 ")
    check(". | limit 1", "[127.0.0.1/8 {1 1500 lo  up|loopback|running}]")
  }

  func testMath() {
    func checkMath(_ name: String, _ amount: String, _ expected: String, line: UInt = #line) {
      check(
        #". | include "name" "^lo$" | math "\#(name)" "\#(amount)" | join "string" " ""#,
        expected, line: line)
    }
    checkMath("address", "+2", "127.0.0.3/8 ::3")
    checkMath("address", "+4294967294", "126.255.255.255/8 ::ffff:ffff")
    checkMath("address", "-256", "126.255.255.1/8 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff01")
    checkMath("network", "+2", "127.0.0.2/8 ::1")
    checkMath("network", "+4278255368", "127.0.255.8/8 ::1")
    checkMath("network", "-2", "127.255.255.254/8 ::1")
    checkMath("network", "-4278190088", "127.255.255.248/8 ::1")
    checkMath("mask", "4", "112.0.0.0/4 ::/4")
    checkMath("mask", "28", "127.0.0.0/8 ::/28")
  }

  func testItIsVolatileAndKnownToTheCheck() throws {
    guard case .complete(_, let inputs) = try rows.outcome("{{sockaddr `GetPrivateIP`}}") else {
      return XCTFail("incomplete")
    }
    XCTAssertEqual(inputs.volatileFunctions, ["sockaddr"])
    let compiled = try CompiledTemplate(
      Source(name: "main", text: "{{sockaddr `GetIP`}}"), options: .init())
    let check = TemplateCheck(compiled, grammar: rows.context().grammar)
    XCTAssertEqual(
      check.diagnostics.map(\.code).sorted(), ["sockaddr-syntax", "volatile-function"])
  }

  func testThisMachineHasALoopback() throws {
    let own = try LocalNetwork().interfaceAddresses()
    let loopback = try XCTUnwrap(own.first { $0.address == [127, 0, 0, 1] })
    XCTAssertTrue(loopback.flags.contains([.up, .loopback]))
    XCTAssertEqual(loopback.prefixLength, 8)
    XCTAssertGreaterThan(loopback.mtu, 0)
    let standard = try LocalNetwork().defaultInterface()
    XCTAssertTrue(standard.isEmpty || own.contains { $0.name == standard })
  }
}

extension String {
  /// With the quotes that a raw text may hold.
  fileprivate var quoted: String { replacing("`", with: "\"") }
}
