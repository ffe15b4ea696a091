/// What is known of a keyword of `server` lines.
struct ServerKeyword: Sendable {
  /// How many words follow it.
  let arguments: Int
  /// The first version that takes it in `add server`; nil if none does.
  let dynamicSince: HAProxyVersion?

  /// A keyword by its name; nil if nothing is known, as of keywords of later versions.
  static func named(_ word: Word) -> ServerKeyword? { table[word] }

  /// The keyword that this one takes back, such as `check` for `no-check`.
  static func negated(by word: Word) -> Word? { negations[word] }

  private static let negations: [Word: Word] = [
    "enabled": "disabled", "no-agent-check": "agent-check", "no-backup": "backup",
    "no-check": "check", "no-check-reuse-pool": "check-reuse-pool",
    "no-check-send-proxy": "check-send-proxy", "no-check-sni-auto": "check-sni-auto",
    "no-check-ssl": "check-ssl", "no-renegotiate": "renegotiate", "no-send-proxy": "send-proxy",
    "no-send-proxy-v2": "send-proxy-v2", "no-send-proxy-v2-ssl": "send-proxy-v2-ssl",
    "no-send-proxy-v2-ssl-cn": "send-proxy-v2-ssl-cn", "no-sni-auto": "sni-auto",
    "no-ssl": "ssl", "no-tfo": "tfo", "ssl-reuse": "no-ssl-reuse", "stick": "non-stick",
    "tls-tickets": "no-tls-tickets",
  ]

  private static let table: [Word: ServerKeyword] = {
    var table: [Word: ServerKeyword] = [:]
    for (arguments, since, names) in rows {
      for name in names.split(separator: " ") {
        table[Word(String(name))] = ServerKeyword(arguments: arguments, dynamicSince: since)
      }
    }
    return table
  }()

  /// As the sources of HAProxy 2.6 to 3.2 have it. What 2.4 and 2.5 take only as an experiment
  /// counts from 2.6.
  private static let rows: [(Int, HAProxyVersion?, String)] = [
    (
      0, HAProxyVersion(2, 6),
      """
      agent-check allow-0rtt backup check check-send-proxy check-ssl check-via-socks4 disabled \
      force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 no-ssl-reuse no-sslv3 \
      no-tls-tickets no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 send-proxy send-proxy-v2 \
      send-proxy-v2-ssl send-proxy-v2-ssl-cn ssl tfo
      """
    ),
    (
      1, HAProxyVersion(2, 6),
      """
      addr agent-addr agent-inter agent-port agent-send alpn ca-file check-alpn check-proto \
      check-sni ciphers ciphersuites crl-file crt downinter error-limit fall fastinter id inter \
      maxconn maxqueue minconn npn observe on-error on-marked-down on-marked-up pool-low-conn \
      pool-max-conn pool-purge-delay port proto proxy-v2-options rise slowstart sni ssl-max-ver \
      ssl-min-ver track verify verifyhost weight ws
      """
    ),
    (1, HAProxyVersion(2, 8), "shard"),
    (
      1, HAProxyVersion(3, 0),
      "client-sigalgs cookie curves guid hash-key pool-conn-name sigalgs"
    ),
    (0, HAProxyVersion(3, 2), "check-reuse-pool strict-maxconn"),
    (1, HAProxyVersion(3, 2), "check-pool-conn-name idle-ping init-state"),
    (0, HAProxyVersion(3, 3), "renegotiate"),
    (1, HAProxyVersion(3, 3), "healthcheck ktls"),
    (
      0, nil,
      """
      check-sni-auto enabled no-agent-check no-backup no-check no-check-reuse-pool \
      no-check-send-proxy no-check-sni-auto no-check-ssl no-renegotiate no-send-proxy \
      no-send-proxy-v2 no-send-proxy-v2-ssl no-send-proxy-v2-ssl-cn no-sni-auto no-ssl no-tfo \
      non-stick sni-auto ssl-reuse stick tls-tickets
      """
    ),
    (
      1, nil,
      """
      cc init-addr log-bufsize log-proto max-reuse namespace redir resolve-net resolve-opts \
      resolve-prefer resolvers socks4 tcp-md5sig tcp-ut
      """
    ),
  ]
}
