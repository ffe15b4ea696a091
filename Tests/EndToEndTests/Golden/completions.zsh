#compdef trimtab
_trimtab() {
  local -a commands
  commands=(
    'run:watch, render, check, commit and apply, until stopped'
    'status:show how the running agent is'
    'approve:release what the running agent'\''s guard holds back'
    'render:render everything once and exit'
    'diff:show what `render` would change, and change nothing'
    'check:judge the configuration and the templates, without any registry'
    'explain:show what each template asks, and what the registries answered'
    'snapshot:record all that a rendering needs, to be replayed without any registry'
    'migrate:print the configuration of consul-template or confd in our own form'
    'eval:evaluate a template on JSON data'
    'docs:explain the functions that templates can call'
    'completions:print a completion script for a shell'
    'help:explain a command or a topic'
    'version:print the version'
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
    run)
      _arguments -s \
        '*--config[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*-c[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*--set[override any setting, such as `registry.consul.wait=30s`]:KEY=VALUE: ' \
        '--default-registry[the registry that templates ask unless they name one]:NAME: ' \
        '--state-dir[where the marks of unfinished work are kept]:DIR:_files -/' \
        '--resync[how often everything is verified anew]:DURATION: ' \
        '--confdir[read confd'\''s `conf.d`, `templates` and `confd.toml` in this directory instead]:DIR:_files -/' \
        '--confd-flags[confd'\''s own flags, in one argument\: '\''-backend etcdv3 -node 10.0.0.1\:2379'\'']:FLAGS: ' \
        '--socket[the unix socket of the running agent]:PATH:_files' \
        '*--template[render the template IN to the file OUT, then run RELOAD]:IN\:OUT\[\:RELOAD\]:_files' \
        '*-t[render the template IN to the file OUT, then run RELOAD]:IN\:OUT\[\:RELOAD\]:_files' \
        '--consul[ask the Consul agent at this address]:ADDRESS: ' \
        '--consul-token-file[a file that holds Consul'\''s ACL token]:FILE:_files' \
        '--file[read services and keys from this file or directory]:PATH:_files' \
        '--check[accepts or refuses the new file `{{.src}}` of each `--template`]:COMMAND: ' \
        '--reload[makes the balancer use the new file of each `--template`]:COMMAND: ' \
        '--wait[let changes settle before each `--template` is rendered]:MIN\[\:MAX\]: ' \
        '--colour[use colours\: `auto`, `always` or `never`]:WHEN:(auto always never)' \
        '--log-level[the least important messages\: `trace`, `debug`, `info`, `warning`, `error`]:LEVEL:(trace debug info warning error)' \
        '--log-format[how messages are written\: `text` or `json`]:FORMAT:(text json)' \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        && return
      ;;
    status)
      _arguments -s \
        '*--config[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*-c[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*--set[override any setting, such as `registry.consul.wait=30s`]:KEY=VALUE: ' \
        '--state-dir[where the marks of unfinished work are kept]:DIR:_files -/' \
        '--socket[the unix socket of the running agent]:PATH:_files' \
        '--json[print what was found as JSON on standard output]' \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        && return
      ;;
    approve)
      _arguments -s \
        '*--config[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*-c[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*--set[override any setting, such as `registry.consul.wait=30s`]:KEY=VALUE: ' \
        '--state-dir[where the marks of unfinished work are kept]:DIR:_files -/' \
        '--socket[the unix socket of the running agent]:PATH:_files' \
        '--all[release everything that is held back]' \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        && return
      ;;
    render)
      _arguments -s \
        '*--config[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*-c[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*--consul-template-config[read this configuration of consul-template instead of ours]:FILE|DIR:_files' \
        '*--set[override any setting, such as `registry.consul.wait=30s`]:KEY=VALUE: ' \
        '--default-registry[the registry that templates ask unless they name one]:NAME: ' \
        '--state-dir[where the marks of unfinished work are kept]:DIR:_files -/' \
        '--confdir[read confd'\''s `conf.d`, `templates` and `confd.toml` in this directory instead]:DIR:_files -/' \
        '--confd-flags[confd'\''s own flags, in one argument\: '\''-backend etcdv3 -node 10.0.0.1\:2379'\'']:FLAGS: ' \
        '*--template[render the template IN to the file OUT, then run RELOAD]:IN\:OUT\[\:RELOAD\]:_files' \
        '*-t[render the template IN to the file OUT, then run RELOAD]:IN\:OUT\[\:RELOAD\]:_files' \
        '--consul[ask the Consul agent at this address]:ADDRESS: ' \
        '--consul-token-file[a file that holds Consul'\''s ACL token]:FILE:_files' \
        '--file[read services and keys from this file or directory]:PATH:_files' \
        '--check[accepts or refuses the new file `{{.src}}` of each `--template`]:COMMAND: ' \
        '--reload[makes the balancer use the new file of each `--template`]:COMMAND: ' \
        '--wait[let changes settle before each `--template` is rendered]:MIN\[\:MAX\]: ' \
        '--timeout[how long to wait for the registries'\'' data]:DURATION: ' \
        '--once[render once, which `render` does anyway]' \
        '--allow-stale[use the answers kept in `cache_dir` where a registry does not answer]' \
        '--no-check[install the files without their checks]' \
        '--no-reload[install the files but apply nothing]' \
        '--snapshot[answer all queries from this file and ask no registry]:FILE:_files' \
        '--stdout[print the results instead of writing files]' \
        '--colour[use colours\: `auto`, `always` or `never`]:WHEN:(auto always never)' \
        '--log-level[the least important messages\: `trace`, `debug`, `info`, `warning`, `error`]:LEVEL:(trace debug info warning error)' \
        '--log-format[how messages are written\: `text` or `json`]:FORMAT:(text json)' \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        && return
      ;;
    diff)
      _arguments -s \
        '*--config[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*-c[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*--consul-template-config[read this configuration of consul-template instead of ours]:FILE|DIR:_files' \
        '*--set[override any setting, such as `registry.consul.wait=30s`]:KEY=VALUE: ' \
        '--default-registry[the registry that templates ask unless they name one]:NAME: ' \
        '--state-dir[where the marks of unfinished work are kept]:DIR:_files -/' \
        '--confdir[read confd'\''s `conf.d`, `templates` and `confd.toml` in this directory instead]:DIR:_files -/' \
        '--confd-flags[confd'\''s own flags, in one argument\: '\''-backend etcdv3 -node 10.0.0.1\:2379'\'']:FLAGS: ' \
        '*--template[render the template IN to the file OUT, then run RELOAD]:IN\:OUT\[\:RELOAD\]:_files' \
        '*-t[render the template IN to the file OUT, then run RELOAD]:IN\:OUT\[\:RELOAD\]:_files' \
        '--consul[ask the Consul agent at this address]:ADDRESS: ' \
        '--consul-token-file[a file that holds Consul'\''s ACL token]:FILE:_files' \
        '--file[read services and keys from this file or directory]:PATH:_files' \
        '--check[accepts or refuses the new file `{{.src}}` of each `--template`]:COMMAND: ' \
        '--reload[makes the balancer use the new file of each `--template`]:COMMAND: ' \
        '--wait[let changes settle before each `--template` is rendered]:MIN\[\:MAX\]: ' \
        '--timeout[how long to wait for the registries'\'' data]:DURATION: ' \
        '--allow-stale[use the answers kept in `cache_dir` where a registry does not answer]' \
        '--snapshot[answer all queries from this file and ask no registry]:FILE:_files' \
        '--colour[use colours\: `auto`, `always` or `never`]:WHEN:(auto always never)' \
        '--log-level[the least important messages\: `trace`, `debug`, `info`, `warning`, `error`]:LEVEL:(trace debug info warning error)' \
        '--log-format[how messages are written\: `text` or `json`]:FORMAT:(text json)' \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        && return
      ;;
    check)
      _arguments -s \
        '*--config[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*-c[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*--consul-template-config[read this configuration of consul-template instead of ours]:FILE|DIR:_files' \
        '*--set[override any setting, such as `registry.consul.wait=30s`]:KEY=VALUE: ' \
        '--default-registry[the registry that templates ask unless they name one]:NAME: ' \
        '--confdir[read confd'\''s `conf.d`, `templates` and `confd.toml` in this directory instead]:DIR:_files -/' \
        '--confd-flags[confd'\''s own flags, in one argument\: '\''-backend etcdv3 -node 10.0.0.1\:2379'\'']:FLAGS: ' \
        '*--template[render the template IN to the file OUT, then run RELOAD]:IN\:OUT\[\:RELOAD\]:_files' \
        '*-t[render the template IN to the file OUT, then run RELOAD]:IN\:OUT\[\:RELOAD\]:_files' \
        '--consul[ask the Consul agent at this address]:ADDRESS: ' \
        '--consul-token-file[a file that holds Consul'\''s ACL token]:FILE:_files' \
        '--file[read services and keys from this file or directory]:PATH:_files' \
        '--check[accepts or refuses the new file `{{.src}}` of each `--template`]:COMMAND: ' \
        '--reload[makes the balancer use the new file of each `--template`]:COMMAND: ' \
        '--wait[let changes settle before each `--template` is rendered]:MIN\[\:MAX\]: ' \
        '--snapshot[answer all queries from this file and ask no registry]:FILE:_files' \
        '--colour[use colours\: `auto`, `always` or `never`]:WHEN:(auto always never)' \
        '--log-level[the least important messages\: `trace`, `debug`, `info`, `warning`, `error`]:LEVEL:(trace debug info warning error)' \
        '--log-format[how messages are written\: `text` or `json`]:FORMAT:(text json)' \
        '--json[print what was found as JSON on standard output]' \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        '*:file:_files' \
        && return
      ;;
    explain)
      _arguments -s \
        '*--config[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*-c[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*--consul-template-config[read this configuration of consul-template instead of ours]:FILE|DIR:_files' \
        '*--set[override any setting, such as `registry.consul.wait=30s`]:KEY=VALUE: ' \
        '--default-registry[the registry that templates ask unless they name one]:NAME: ' \
        '--confdir[read confd'\''s `conf.d`, `templates` and `confd.toml` in this directory instead]:DIR:_files -/' \
        '--confd-flags[confd'\''s own flags, in one argument\: '\''-backend etcdv3 -node 10.0.0.1\:2379'\'']:FLAGS: ' \
        '*--template[render the template IN to the file OUT, then run RELOAD]:IN\:OUT\[\:RELOAD\]:_files' \
        '*-t[render the template IN to the file OUT, then run RELOAD]:IN\:OUT\[\:RELOAD\]:_files' \
        '--consul[ask the Consul agent at this address]:ADDRESS: ' \
        '--consul-token-file[a file that holds Consul'\''s ACL token]:FILE:_files' \
        '--file[read services and keys from this file or directory]:PATH:_files' \
        '--check[accepts or refuses the new file `{{.src}}` of each `--template`]:COMMAND: ' \
        '--reload[makes the balancer use the new file of each `--template`]:COMMAND: ' \
        '--wait[let changes settle before each `--template` is rendered]:MIN\[\:MAX\]: ' \
        '--timeout[how long to wait for the registries'\'' data]:DURATION: ' \
        '--allow-stale[use the answers kept in `cache_dir` where a registry does not answer]' \
        '--snapshot[answer all queries from this file and ask no registry]:FILE:_files' \
        '--colour[use colours\: `auto`, `always` or `never`]:WHEN:(auto always never)' \
        '--log-level[the least important messages\: `trace`, `debug`, `info`, `warning`, `error`]:LEVEL:(trace debug info warning error)' \
        '--log-format[how messages are written\: `text` or `json`]:FORMAT:(text json)' \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        && return
      ;;
    snapshot)
      _arguments -s \
        '*--config[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*-c[read this configuration instead of the standard places]:FILE|DIR:_files' \
        '*--consul-template-config[read this configuration of consul-template instead of ours]:FILE|DIR:_files' \
        '*--set[override any setting, such as `registry.consul.wait=30s`]:KEY=VALUE: ' \
        '--default-registry[the registry that templates ask unless they name one]:NAME: ' \
        '--confdir[read confd'\''s `conf.d`, `templates` and `confd.toml` in this directory instead]:DIR:_files -/' \
        '--confd-flags[confd'\''s own flags, in one argument\: '\''-backend etcdv3 -node 10.0.0.1\:2379'\'']:FLAGS: ' \
        '*--template[render the template IN to the file OUT, then run RELOAD]:IN\:OUT\[\:RELOAD\]:_files' \
        '*-t[render the template IN to the file OUT, then run RELOAD]:IN\:OUT\[\:RELOAD\]:_files' \
        '--consul[ask the Consul agent at this address]:ADDRESS: ' \
        '--consul-token-file[a file that holds Consul'\''s ACL token]:FILE:_files' \
        '--file[read services and keys from this file or directory]:PATH:_files' \
        '--check[accepts or refuses the new file `{{.src}}` of each `--template`]:COMMAND: ' \
        '--reload[makes the balancer use the new file of each `--template`]:COMMAND: ' \
        '--wait[let changes settle before each `--template` is rendered]:MIN\[\:MAX\]: ' \
        '--timeout[how long to wait for the registries'\'' data]:DURATION: ' \
        '--output[write to this file instead of standard output]:FILE:_files' \
        '-o[write to this file instead of standard output]:FILE:_files' \
        '--include-secrets[show secrets, except for the registries'\'' tokens]' \
        '*--redact[also hide what has a name that this regular expression matches]:PATTERN: ' \
        '--include-volatile[also record what moves by itself\: the indexes of keys and checks, and the time]' \
        '--colour[use colours\: `auto`, `always` or `never`]:WHEN:(auto always never)' \
        '--log-level[the least important messages\: `trace`, `debug`, `info`, `warning`, `error`]:LEVEL:(trace debug info warning error)' \
        '--log-format[how messages are written\: `text` or `json`]:FORMAT:(text json)' \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        && return
      ;;
    migrate)
      _arguments -s \
        '--confd-flags[confd'\''s own flags, in one argument\: '\''-backend etcdv3 -node 10.0.0.1\:2379'\'']:FLAGS: ' \
        '--snapshot[answer all queries from this file and ask no registry]:FILE:_files' \
        '--output[write to this file instead of standard output]:FILE:_files' \
        '-o[write to this file instead of standard output]:FILE:_files' \
        '--colour[use colours\: `auto`, `always` or `never`]:WHEN:(auto always never)' \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        '1:argument:(consul-template confd)' \
        && return
      ;;
    eval)
      _arguments -s \
        '--template-file[the template'\''s file; `-` is standard input]:FILE:_files' \
        '-t[the template'\''s file; `-` is standard input]:FILE:_files' \
        '--template[the template itself]:TEXT: ' \
        '--data[the JSON data; `-` is standard input]:FILE:_files' \
        '--jsonl[answer requests, one JSON object a line]' \
        '--functions[which functions exist besides Go'\''s\: `consul`, `confd`, `none`]:SET:(consul confd none)' \
        '--missing-key[what a missing key of a map gives\: `default`, `invalid`, `zero`, `error`]:MODE:(default invalid zero error)' \
        '--colour[use colours\: `auto`, `always` or `never`]:WHEN:(auto always never)' \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        && return
      ;;
    docs)
      _arguments -s \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        '1:argument:(functions)' \
        && return
      ;;
    completions)
      _arguments -s \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        '1:argument:(bash zsh fish)' \
        && return
      ;;
    help)
      _arguments -s \
        '--man[print the manual page in roff]' \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        '1:argument:(run status approve render diff check explain snapshot migrate eval docs completions help version configuration environment exit-status)' \
        && return
      ;;
    version)
      _arguments -s \
        '--help[explain the command; `-h` is shorter than `--help`]' \
        '-h[explain the command; `-h` is shorter than `--help`]' \
        '--version[print the version]' \
        '-V[print the version]' \
        && return
      ;;
  esac
}
if [[ $funcstack[1] == _trimtab ]]; then _trimtab "$@"; else compdef _trimtab trimtab; fi
