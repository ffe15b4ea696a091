/// The facilities of the system log, by the names that people write.
package enum SyslogFacility: String, Sendable, CaseIterable {
  case kern = "KERN"
  case user = "USER"
  case mail = "MAIL"
  case daemon = "DAEMON"
  case auth = "AUTH"
  case syslog = "SYSLOG"
  case lpr = "LPR"
  case news = "NEWS"
  case uucp = "UUCP"
  case cron = "CRON"
  case authpriv = "AUTHPRIV"
  case ftp = "FTP"
  case local0 = "LOCAL0"
  case local1 = "LOCAL1"
  case local2 = "LOCAL2"
  case local3 = "LOCAL3"
  case local4 = "LOCAL4"
  case local5 = "LOCAL5"
  case local6 = "LOCAL6"
  case local7 = "LOCAL7"

  /// The number as it stands in messages, before the three bits of the severity.
  package var number: Int {
    let index = SyslogFacility.allCases.firstIndex(of: self) ?? 0
    // Between FTP and LOCAL0 there are four that nobody uses.
    return index < 12 ? index : index + 4
  }
}
