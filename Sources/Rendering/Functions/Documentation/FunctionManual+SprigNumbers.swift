extension FunctionManual {
  /// Sprig's functions: numbers.
  static let sprigNumbers: [FunctionDocumentation] = [
    sprig.entry(
      "sprig_add", "NUMBER...", "Adds integers.",
      "{{sprig_add 1 2 3}}", "6"),
    sprig.entry(
      "sprig_add1", "NUMBER", "Adds one.",
      "{{sprig_add1 3}}", "4"),
    sprig.entry(
      "sprig_add1f", "NUMBER", "Adds one to a decimal number.",
      "{{sprig_add1f 1.5}}", "2.5"),
    sprig.entry(
      "sprig_addf", "NUMBER...", "Adds decimal numbers.",
      "{{sprig_addf 1.1 2.2}}", "3.3"),
    sprig.entry(
      "sprig_atoi", "TEXT", "Reads an integer, or gives 0.",
      #"{{sprig_atoi "42"}}"#, "42"),
    sprig.entry(
      "sprig_biggest", "NUMBER [NUMBER]...", "Is another name of `sprig_max`.",
      "{{sprig_biggest 1 3 2}}", "3"),
    sprig.entry(
      "sprig_ceil", "NUMBER", "Rounds up.",
      "{{sprig_ceil 1.2}}", "2"),
    sprig.entry(
      "sprig_div", "DIVIDEND DIVISOR", "Divides integers.",
      "{{sprig_div 7 2}}", "3"),
    sprig.entry(
      "sprig_divf", "NUMBER [NUMBER]...", "Divides decimal numbers.",
      "{{sprig_divf 3 2}}", "1.5"),
    sprig.entry(
      "sprig_float64", "VALUE", "Turns a value into a decimal number.",
      #"{{sprig_float64 "1.50"}}"#, "1.5"),
    sprig.entry(
      "sprig_floor", "NUMBER", "Rounds down.",
      "{{sprig_floor 1.8}}", "1"),
    sprig.entry(
      "sprig_int", "VALUE", "Turns a value into an int.",
      #"{{sprig_int "42"}}"#, "42"),
    sprig.entry(
      "sprig_int64", "VALUE", "Turns a value into an int64.",
      "{{sprig_int64 4.9}}", "4"),
    sprig.entry(
      "sprig_max", "NUMBER [NUMBER]...", "Returns the largest integer.",
      "{{sprig_max 1 3 2}}", "3"),
    sprig.entry(
      "sprig_maxf", "NUMBER [NUMBER]...", "Returns the largest decimal number.",
      "{{sprig_maxf 1.5 3}}", "3"),
    sprig.entry(
      "sprig_min", "NUMBER [NUMBER]...", "Returns the smallest integer.",
      "{{sprig_min 3 1 2}}", "1"),
    sprig.entry(
      "sprig_minf", "NUMBER [NUMBER]...", "Returns the smallest decimal number.",
      "{{sprig_minf 1.5 3}}", "1.5"),
    sprig.entry(
      "sprig_mod", "DIVIDEND DIVISOR", "Returns the rest of a division.",
      "{{sprig_mod 7 4}}", "3"),
    sprig.entry(
      "sprig_mul", "NUMBER [NUMBER]...", "Multiplies integers.",
      "{{sprig_mul 2 3 4}}", "24"),
    sprig.entry(
      "sprig_mulf", "NUMBER [NUMBER]...", "Multiplies decimal numbers.",
      "{{sprig_mulf 1.5 2 2}}", "6"),
    sprig.entry(
      "sprig_randInt", "LOW HIGH", "Returns a random integer from LOW to below HIGH.",
      "{{sprig_randInt 5 6}}", "5", .volatile),
    sprig.entry(
      "sprig_round", "NUMBER DIGITS [LIMIT]...", "Rounds to so many digits behind the point.",
      "{{sprig_round 123.5555 3}}", "123.556"),
    sprig.entry(
      "sprig_seq", "NUMBER...", "Returns numbers with blanks between, as the command `seq`.",
      "{{sprig_seq 0 2 6}}", "0 2 4 6"),
    sprig.entry(
      "sprig_sub", "NUMBER NUMBER", "Subtracts integers.",
      "{{sprig_sub 5 2}}", "3"),
    sprig.entry(
      "sprig_subf", "NUMBER [NUMBER]...", "Subtracts decimal numbers.",
      "{{sprig_subf 7.5 2 3}}", "2.5"),
    sprig.entry(
      "sprig_toDecimal", "TEXT", "Reads a Unix file mode, that is, an octal number.",
      #"{{sprig_toDecimal "0777"}}"#, "511"),
    sprig.entry(
      "sprig_until", "COUNT", "Returns the numbers from 0 to below a number.",
      "{{sprig_until 4}}", "[0 1 2 3]"),
    sprig.entry(
      "sprig_untilStep", "START STOP STEP", "Returns numbers at equal distances.",
      "{{sprig_untilStep 3 9 2}}", "[3 5 7]"),
  ]
}
