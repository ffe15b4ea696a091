extension FunctionManual {
  /// Sprig's functions: choices and types.
  static let sprigTypes: [FunctionDocumentation] = [
    sprig.entry(
      "sprig_all", "VALUE...", "Says whether no value is empty.",
      #"{{sprig_all 1 "a" ""}}"#, "false"),
    sprig.entry(
      "sprig_any", "VALUE...", "Says whether some value is not empty.",
      #"{{sprig_any 0 "a" ""}}"#, "true"),
    sprig.entry(
      "sprig_coalesce", "VALUE...", "Returns the first value that is not empty.",
      #"{{sprig_coalesce 0 "" "a" "b"}}"#, "a"),
    sprig.entry(
      "sprig_deepEqual", "VALUE VALUE", "Says whether two values are equal all the way down.",
      "{{sprig_deepEqual (sprig_list 1 2) (sprig_list 1 2)}}", "true"),
    sprig.entry(
      "sprig_default", "FALLBACK VALUE...", "Returns the value, or the other one if it is empty.",
      #"{{sprig_default "a" ""}}"#, "a"),
    sprig.entry(
      "sprig_empty", "VALUE", "Says whether a value is empty, zero or false.",
      "{{sprig_empty 0}}", "true"),
    sprig.entry(
      "sprig_fail", "MESSAGE", "Ends the rendering with an error."),
    sprig.entry(
      "sprig_kindIs", "KIND VALUE", "Says whether a value is of a kind.",
      #"{{sprig_kindIs "int" 1}}"#, "true"),
    sprig.entry(
      "sprig_kindOf", "VALUE", "Returns Go's kind of a value.",
      "{{sprig_kindOf (sprig_list 1)}}", "slice"),
    sprig.entry(
      "sprig_ternary", "YES NO CONDITION", "Chooses one of two values.",
      #"{{sprig_ternary "a" "b" true}}"#, "a"),
    sprig.entry(
      "sprig_typeIs", "TYPE VALUE", "Says whether a value is of a type.",
      #"{{sprig_typeIs "string" "a"}}"#, "true"),
    sprig.entry(
      "sprig_typeIsLike", "TYPE VALUE", "Says whether a value is of a type or points to one.",
      #"{{sprig_typeIsLike "int" 1}}"#, "true"),
    sprig.entry(
      "sprig_typeOf", "VALUE", "Returns Go's type of a value.",
      "{{sprig_typeOf (sprig_list 1)}}", "[]interface {}"),
  ]
}
