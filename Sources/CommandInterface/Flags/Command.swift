import Rendering

/// What `trimtab` can be told to do.
package enum Command: String, Sendable, CaseIterable {
  case run, status, approve, render, diff, check, explain, snapshot, migrate, eval, docs,
    completions, help, version

  /// One line for the overview.
  package var summary: String {
    switch self {
    case .run: "watch, render, check, commit and apply, until stopped"
    case .status: "show how the running agent is"
    case .approve: "release what the running agent's guard holds back"
    case .render: "render everything once and exit"
    case .diff: "show what `render` would change, and change nothing"
    case .check: "judge the configuration and the templates, without any registry"
    case .explain: "show what each template asks, and what the registries answered"
    case .snapshot: "record all that a rendering needs, to be replayed without any registry"
    case .migrate: "print the configuration of consul-template or confd in our own form"
    case .eval: "evaluate a template on JSON data"
    case .docs: "explain the functions that templates can call"
    case .completions: "print a completion script for a shell"
    case .help: "explain a command or a topic"
    case .version: "print the version"
    }
  }

  /// What stands after the flags in the usage line; nil where nothing may.
  package var operands: Operands? {
    switch self {
    case .approve: Operands("[TEMPLATE]", most: 1)
    case .check: Operands("[FILE|DIR]...", most: .max)
    case .docs: Operands("functions [NAME]", most: 2)
    case .migrate: Operands("consul-template FILE|DIR... | confd [DIR]", most: .max)
    case .completions: Operands("bash|zsh|fish", most: 1)
    case .help: Operands("[COMMAND|TOPIC]", most: 1)
    case .run: Operands("[-- COMMAND [ARGUMENT]...]", most: .max, areBehindDashes: true)
    case .status, .render, .diff, .explain, .snapshot, .eval, .version: nil
    }
  }

  /// Arguments which are not flags.
  package struct Operands: Sendable {
    /// How the usage line shows them.
    package let form: String
    /// How many there may be.
    package let most: Int

    /// Whether they may only stand behind `--`.
    package let areBehindDashes: Bool

    init(_ form: String, most: Int, areBehindDashes: Bool = false) {
      self.form = form
      self.most = most
      self.areBehindDashes = areBehindDashes
    }
  }

  /// Paragraphs for the command's own help.
  package var details: [String] {
    switch self {
    case .run:
      [
        """
        Watches the registries for everything the templates ask, renders a template when its data \
        changed and settled, lets its check judge the new file, replaces the destination in one \
        step and applies it. Faults of the world (an outage, a refused file, a failing reload) \
        leave the last good state in service and are retried.
        """,
        """
        SIGTERM and SIGINT stop it cleanly with status 0; SIGHUP reads the configuration and the \
        templates anew and keeps what runs if they are wrong.
        """,
        """
        A program after `--`, or in the table `[exec]`, is started when all templates are in place \
        and told when they change; Trimtab may be the first process of a container. When the \
        program ends by itself and is not to be started again, so does Trimtab, with its status.
        """,
      ]
    case .status:
      [
        """
        Asks the agent over its unix socket: which registries answer, the state of each template, \
        what is refused, failing, held back or not applied yet, and why. Give it the same \
        configuration as the agent, or `--socket`. The status is 10 if no agent answers.
        """
      ]
    case .approve:
      [
        """
        Makes the agent believe the answers that `[template.guard]` holds back for one template \
        (its name or its destination), or with `--all` for every one. The status is 1 if nothing \
        was held back, 3 if there is no such template, 10 if no agent answers.
        """
      ]
    case .render:
      [
        """
        Makes one full pass as `run` does, then exits: for init containers and CI. Waits for data \
        at most `--timeout` and then says exactly what is missing; nothing is written unless all \
        templates are complete.
        """,
        """
        With `--snapshot` no registry is asked: the answers come from a file that \
        `trimtab snapshot` recorded, or that was written by hand.
        """,
      ]
    case .diff:
      [
        """
        Prints a unified diff between each destination and what would be rendered now. The status \
        is 0 if nothing would change, 1 if something would, 2 in case of trouble.
        """
      ]
    case .check:
      [
        """
        Reads the configuration and compiles every template; says all mistakes at once with line, \
        column and a caret. Needs no registry and no network. Files given as arguments are read \
        like those of `--config`.
        """,
        """
        With `--snapshot` the templates are also evaluated on the answers of the file. No command \
        is run: the checks of the templates are for `render`.
        """,
      ]
    case .explain:
      [
        """
        Makes one pass without changing anything and lists for each template the queries it makes, \
        the registry that answers each, and the answer's size.
        """
      ]
    case .snapshot:
      [
        """
        Makes one pass without changing anything and prints everything the templates looked at: \
        the registries' answers, variables of the environment and files. `render`, `diff`, \
        `check` and `explain` replay it by `--snapshot` without any registry.
        """,
        """
        The JSON is for people and version control: a field a line, sorted, the same for the \
        same data. Fields with their default are left out, and so may you when you write one by \
        hand: a service needs `Address` and `Port`.
        """,
        """
        Secrets are hidden unless `--include-secrets` is given: answers which are secret by their \
        sort, private keys, and keys, variables, files and metadata with one of these in the \
        name: \(Redaction.words.joined(separator: ", ")). What is hidden reads `redacted` in a \
        replay. The registries' own tokens are never shown.
        """,
      ]
    case .migrate:
      [
        """
        Reads the configuration of another tool and prints one of ours that does the same, with \
        comments on what gets better and on what has no place here. Paths become absolute; secrets \
        are left out, with a word where to give them.
        """,
        """
        With `--snapshot` both are rendered on the answers of the file, and the status is 1 if a \
        file would differ. Neither tool has to be migrated: `trimtab consul-template` and \
        `trimtab confd` take their command lines as they are.
        """,
      ]
    case .eval:
      [
        """
        Evaluates one template on the JSON of `--data` and prints the result; with `--jsonl`, \
        answers one request a line on standard input with one line on standard output.
        """
      ]
    case .docs:
      [
        """
        Lists all functions of templates, or explains one: its arguments, what it does, an example \
        with its output, and the tool it comes from.
        """
      ]
    case .completions:
      ["Prints a script which makes the shell complete commands, flags and values."]
    case .help: ["Topics: `configuration`, `environment`, `exit-status`."]
    case .version: []
    }
  }

  /// Command lines worth showing.
  package var examples: [String] {
    switch self {
    case .run:
      [
        "trimtab run -c /etc/trimtab/trimtab.toml",
        """
        trimtab run --consul 127.0.0.1:8500 --template haproxy.tmpl:/etc/haproxy/haproxy.cfg \
        --check 'haproxy -c -f {{.src}}' --reload 'systemctl reload haproxy'
        """,
        "trimtab run -c trimtab.toml --set exec.reload_signal=HUP -- nginx -g 'daemon off;'",
      ]
    case .status: ["trimtab status", "trimtab status --json --socket /run/trimtab/control.sock"]
    case .approve: ["trimtab approve web", "trimtab approve --all"]
    case .render: ["trimtab render --file services.toml --template nginx.tmpl --stdout"]
    case .diff: ["trimtab diff -c trimtab.toml"]
    case .check: ["trimtab check trimtab.toml"]
    case .explain: ["trimtab explain -c trimtab.toml"]
    case .snapshot:
      [
        "trimtab snapshot -c trimtab.toml -o snapshot.json",
        "trimtab render -c trimtab.toml --snapshot snapshot.json --stdout",
      ]
    case .migrate:
      [
        "trimtab migrate confd /etc/confd -o /etc/trimtab/trimtab.toml",
        "trimtab migrate consul-template /etc/consul-template.d --snapshot data.json",
      ]
    case .eval: ["trimtab eval --template 'hello {{.name}}' --data name.json"]
    case .docs: ["trimtab docs functions", "trimtab docs functions hostPort"]
    case .completions: ["trimtab completions bash > /etc/bash_completion.d/trimtab"]
    case .help: ["trimtab help render", "trimtab help --man | man -l -"]
    case .version: []
    }
  }

  /// The commands that talk to a running agent.
  package static let asking: Set<Command> = [.status, .approve]

  /// The commands that read a configuration.
  package static let configured: Set<Command> = [
    .run, .render, .diff, .check, .explain, .snapshot,
  ]
}
