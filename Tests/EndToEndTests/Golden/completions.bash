# bash completion for trimtab
_trimtab() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W 'run status approve render diff check explain snapshot eval docs completions help version --help --version' -- "$word"))
    return
  fi
  case ${COMP_WORDS[1]}:$before in
    run:--config|run:-c) COMPREPLY=($(compgen -f -- "$word")); return ;;
    run:--set) :; return ;;
    run:--default-registry) :; return ;;
    run:--state-dir) COMPREPLY=($(compgen -d -- "$word")); return ;;
    run:--resync) :; return ;;
    run:--socket) COMPREPLY=($(compgen -f -- "$word")); return ;;
    run:--template|run:-t) COMPREPLY=($(compgen -f -- "$word")); return ;;
    run:--consul) :; return ;;
    run:--consul-token-file) COMPREPLY=($(compgen -f -- "$word")); return ;;
    run:--file) COMPREPLY=($(compgen -f -- "$word")); return ;;
    run:--check) :; return ;;
    run:--reload) :; return ;;
    run:--wait) :; return ;;
    run:--colour|run:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
    run:--log-level) COMPREPLY=($(compgen -W 'trace debug info warning error' -- "$word")); return ;;
    run:--log-format) COMPREPLY=($(compgen -W 'text json' -- "$word")); return ;;
    status:--config|status:-c) COMPREPLY=($(compgen -f -- "$word")); return ;;
    status:--set) :; return ;;
    status:--state-dir) COMPREPLY=($(compgen -d -- "$word")); return ;;
    status:--socket) COMPREPLY=($(compgen -f -- "$word")); return ;;
    approve:--config|approve:-c) COMPREPLY=($(compgen -f -- "$word")); return ;;
    approve:--set) :; return ;;
    approve:--state-dir) COMPREPLY=($(compgen -d -- "$word")); return ;;
    approve:--socket) COMPREPLY=($(compgen -f -- "$word")); return ;;
    render:--config|render:-c) COMPREPLY=($(compgen -f -- "$word")); return ;;
    render:--consul-template-config) COMPREPLY=($(compgen -f -- "$word")); return ;;
    render:--set) :; return ;;
    render:--default-registry) :; return ;;
    render:--state-dir) COMPREPLY=($(compgen -d -- "$word")); return ;;
    render:--template|render:-t) COMPREPLY=($(compgen -f -- "$word")); return ;;
    render:--consul) :; return ;;
    render:--consul-token-file) COMPREPLY=($(compgen -f -- "$word")); return ;;
    render:--file) COMPREPLY=($(compgen -f -- "$word")); return ;;
    render:--check) :; return ;;
    render:--reload) :; return ;;
    render:--wait) :; return ;;
    render:--timeout) :; return ;;
    render:--snapshot) COMPREPLY=($(compgen -f -- "$word")); return ;;
    render:--colour|render:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
    render:--log-level) COMPREPLY=($(compgen -W 'trace debug info warning error' -- "$word")); return ;;
    render:--log-format) COMPREPLY=($(compgen -W 'text json' -- "$word")); return ;;
    diff:--config|diff:-c) COMPREPLY=($(compgen -f -- "$word")); return ;;
    diff:--consul-template-config) COMPREPLY=($(compgen -f -- "$word")); return ;;
    diff:--set) :; return ;;
    diff:--default-registry) :; return ;;
    diff:--state-dir) COMPREPLY=($(compgen -d -- "$word")); return ;;
    diff:--template|diff:-t) COMPREPLY=($(compgen -f -- "$word")); return ;;
    diff:--consul) :; return ;;
    diff:--consul-token-file) COMPREPLY=($(compgen -f -- "$word")); return ;;
    diff:--file) COMPREPLY=($(compgen -f -- "$word")); return ;;
    diff:--check) :; return ;;
    diff:--reload) :; return ;;
    diff:--wait) :; return ;;
    diff:--timeout) :; return ;;
    diff:--snapshot) COMPREPLY=($(compgen -f -- "$word")); return ;;
    diff:--colour|diff:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
    diff:--log-level) COMPREPLY=($(compgen -W 'trace debug info warning error' -- "$word")); return ;;
    diff:--log-format) COMPREPLY=($(compgen -W 'text json' -- "$word")); return ;;
    check:--config|check:-c) COMPREPLY=($(compgen -f -- "$word")); return ;;
    check:--consul-template-config) COMPREPLY=($(compgen -f -- "$word")); return ;;
    check:--set) :; return ;;
    check:--default-registry) :; return ;;
    check:--template|check:-t) COMPREPLY=($(compgen -f -- "$word")); return ;;
    check:--consul) :; return ;;
    check:--consul-token-file) COMPREPLY=($(compgen -f -- "$word")); return ;;
    check:--file) COMPREPLY=($(compgen -f -- "$word")); return ;;
    check:--check) :; return ;;
    check:--reload) :; return ;;
    check:--wait) :; return ;;
    check:--snapshot) COMPREPLY=($(compgen -f -- "$word")); return ;;
    check:--colour|check:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
    check:--log-level) COMPREPLY=($(compgen -W 'trace debug info warning error' -- "$word")); return ;;
    check:--log-format) COMPREPLY=($(compgen -W 'text json' -- "$word")); return ;;
    explain:--config|explain:-c) COMPREPLY=($(compgen -f -- "$word")); return ;;
    explain:--consul-template-config) COMPREPLY=($(compgen -f -- "$word")); return ;;
    explain:--set) :; return ;;
    explain:--default-registry) :; return ;;
    explain:--template|explain:-t) COMPREPLY=($(compgen -f -- "$word")); return ;;
    explain:--consul) :; return ;;
    explain:--consul-token-file) COMPREPLY=($(compgen -f -- "$word")); return ;;
    explain:--file) COMPREPLY=($(compgen -f -- "$word")); return ;;
    explain:--check) :; return ;;
    explain:--reload) :; return ;;
    explain:--wait) :; return ;;
    explain:--timeout) :; return ;;
    explain:--snapshot) COMPREPLY=($(compgen -f -- "$word")); return ;;
    explain:--colour|explain:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
    explain:--log-level) COMPREPLY=($(compgen -W 'trace debug info warning error' -- "$word")); return ;;
    explain:--log-format) COMPREPLY=($(compgen -W 'text json' -- "$word")); return ;;
    snapshot:--config|snapshot:-c) COMPREPLY=($(compgen -f -- "$word")); return ;;
    snapshot:--consul-template-config) COMPREPLY=($(compgen -f -- "$word")); return ;;
    snapshot:--set) :; return ;;
    snapshot:--default-registry) :; return ;;
    snapshot:--template|snapshot:-t) COMPREPLY=($(compgen -f -- "$word")); return ;;
    snapshot:--consul) :; return ;;
    snapshot:--consul-token-file) COMPREPLY=($(compgen -f -- "$word")); return ;;
    snapshot:--file) COMPREPLY=($(compgen -f -- "$word")); return ;;
    snapshot:--check) :; return ;;
    snapshot:--reload) :; return ;;
    snapshot:--wait) :; return ;;
    snapshot:--timeout) :; return ;;
    snapshot:--output|snapshot:-o) COMPREPLY=($(compgen -f -- "$word")); return ;;
    snapshot:--redact) :; return ;;
    snapshot:--colour|snapshot:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
    snapshot:--log-level) COMPREPLY=($(compgen -W 'trace debug info warning error' -- "$word")); return ;;
    snapshot:--log-format) COMPREPLY=($(compgen -W 'text json' -- "$word")); return ;;
    eval:--template-file|eval:-t) COMPREPLY=($(compgen -f -- "$word")); return ;;
    eval:--template) :; return ;;
    eval:--data) COMPREPLY=($(compgen -f -- "$word")); return ;;
    eval:--functions) COMPREPLY=($(compgen -W 'consul confd none' -- "$word")); return ;;
    eval:--missing-key) COMPREPLY=($(compgen -W 'default invalid zero error' -- "$word")); return ;;
    eval:--colour|eval:--color) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
  esac
  case ${COMP_WORDS[1]} in
    run) COMPREPLY=($(compgen -W '--config --set --default-registry --state-dir --resync --socket --template --consul --consul-token-file --file --check --reload --wait --colour --log-level --log-format --help --version' -- "$word")) ;;
    status) COMPREPLY=($(compgen -W '--config --set --state-dir --socket --json --help --version' -- "$word")) ;;
    approve) COMPREPLY=($(compgen -W '--config --set --state-dir --socket --all --help --version' -- "$word")) ;;
    render) COMPREPLY=($(compgen -W '--config --consul-template-config --set --default-registry --state-dir --template --consul --consul-token-file --file --check --reload --wait --timeout --once --allow-stale --no-check --no-reload --snapshot --stdout --colour --log-level --log-format --help --version' -- "$word")) ;;
    diff) COMPREPLY=($(compgen -W '--config --consul-template-config --set --default-registry --state-dir --template --consul --consul-token-file --file --check --reload --wait --timeout --allow-stale --snapshot --colour --log-level --log-format --help --version' -- "$word")) ;;
    check) COMPREPLY=($(compgen -f -W '--config --consul-template-config --set --default-registry --template --consul --consul-token-file --file --check --reload --wait --snapshot --colour --log-level --log-format --json --help --version' -- "$word")) ;;
    explain) COMPREPLY=($(compgen -W '--config --consul-template-config --set --default-registry --template --consul --consul-token-file --file --check --reload --wait --timeout --allow-stale --snapshot --colour --log-level --log-format --help --version' -- "$word")) ;;
    snapshot) COMPREPLY=($(compgen -W '--config --consul-template-config --set --default-registry --template --consul --consul-token-file --file --check --reload --wait --timeout --output --include-secrets --redact --include-volatile --colour --log-level --log-format --help --version' -- "$word")) ;;
    eval) COMPREPLY=($(compgen -W '--template-file --template --data --jsonl --functions --missing-key --colour --help --version' -- "$word")) ;;
    docs) COMPREPLY=($(compgen -W '--help --version functions' -- "$word")) ;;
    completions) COMPREPLY=($(compgen -W '--help --version bash zsh fish' -- "$word")) ;;
    help) COMPREPLY=($(compgen -W '--man --help --version run status approve render diff check explain snapshot eval docs completions help version configuration environment exit-status' -- "$word")) ;;
    version) COMPREPLY=($(compgen -W '--help --version' -- "$word")) ;;
  esac
}
complete -F _trimtab trimtab
