/// How consul-template ends.
enum ConsulTemplateStatus {
  static let success: Int32 = 0
  /// Its kill signal arrived.
  static let interrupted: Int32 = 12
  /// The command line was not understood.
  static let usage: Int32 = 13
  /// A template, a command, a registry or a file failed.
  static let failure: Int32 = 14
  /// The configuration is wrong.
  static let configuration: Int32 = 15
  /// What the shell sees of the -1 that Go has for a program that died of a signal.
  static let signalled: Int32 = 255
}
