/// Configurations as the writer has them.
extension ConfigurationWriterTests {
  static let keys = """
    [registry.file]
    path = "/data"
    content = "keys"
    more_paths = ["/more.yaml"]
    filter = "*.yaml"

    [[template]]
    source = "/a.tmpl"
    destination = "/a"
    format = "json"
    functions = "confd"
    keys = []
    key_prefix = "/production"
    key_match = "path"
    list_root = true
    seq_down = true
    secret_keyring = "/etc/trimtab/keys.asc"
    """

  static let agent = """
    default_registry = "kv"
    state_dir = "/var/lib/trimtab"
    cache_dir = "/var/cache/trimtab"
    cache_secrets = true
    cache_redact = ["pin", "^x$"]
    resync = "1m"

    [log]
    level = "debug"
    format = "json"

    [control]
    socket = "/run/t.sock"
    metrics_address = "127.0.0.1:9100"

    [deduplicate]
    registry = "kv"
    prefix = "share/"
    ttl = "20s"
    max_stale = "1s"
    stale_after = "1m30s"
    share_secrets = true

    [registry.kv]
    kind = "consul"
    address = "10.0.0.1:8500"

    [registry.other]
    kind = "file"
    path = "/etc/services.toml"
    """

  static let consul = """
    [registry.consul]
    address = "10.0.0.1:8500"
    token_file = "/run/token"
    datacenter = "dc1"
    namespace = "ns"
    partition = "p"
    consistency = "consistent"
    max_stale = "0s"
    refuse_leaderless = false
    refuse_filtered = true
    wait = "10s"
    poll = "1s"
    connect_timeout = "1s"
    retry_min = "1s"
    retry_max = "1m"
    environment_proxy = true
    max_connections = 70

    [registry.consul.tls]
    ca_file = "/ca.pem"
    ca_dir = "/ca"
    cert_file = "/c.pem"
    key_file = "/k.pem"
    server_name = "consul"
    verify = false

    [registry.consul.services]
    layout = "custom"
    pattern = "/a/{service}/{id}"
    value = "json"

    [registry.consul.services.fields]
    address = "host"
    id = "name"
    meta = "labels"
    node = "host.name"
    port = "p"
    status = "state"
    tags = "t"
    weight = "w"
    """

  static let discovered = """
    [registry.consul]
    srv = "_consul._tcp.example.com."
    srv_server = "10.0.0.53:53"

    [registry.consul.tls]
    enabled = false
    ca_file = "/ca.pem"

    [registry.consul.services]
    layout = "skydns"
    prefix = "dns"
    domain = "cluster.local"
    """

  static let etcd = """
    [registry.etcd]
    endpoints = ["https://a:2379", "https://b:2379"]
    prefix = ""
    username = "reader"
    password_file = "/run/password"
    timeout = "1s"
    connect_timeout = "1s"
    watchdog = "5s"
    reread = "1m"
    retry_min = "1s"
    retry_max = "1m"
    environment_proxy = true

    [registry.etcd.tls]
    ca_file = "/ca.pem"

    [registry.old]
    kind = "etcd2"
    endpoints = ["a:2379"]
    quorum = false
    wait = "10s"
    retry_min = "1s"
    retry_max = "1m"
    environment_proxy = true

    [registry.env]
    prefix = "APP_"
    separator = "__"

    [registry.redis]
    endpoints = ["a:6379", "unix:///run/redis.sock"]
    username = "reader"
    password_file = "/run/password"
    database = 3
    prefix = "app:"
    separator = ":"
    search = "confd"
    timeout = "1s"
    connect_timeout = "1s"
    watchdog = "5s"
    reread = "5m"
    poll = "1s"
    retry_min = "1s"
    retry_max = "1m"
    """

  static let templates = """
    [registry.file]
    path = "/etc/services.toml"

    [exec]
    command = ["haproxy", "-W"]
    reload_signal = "SIGUSR2"
    kill_signal = "SIGINT"
    kill_timeout = "5s"
    splay = "1s"
    restart = "on-failure"
    restart_limit = 3
    forward = ["SIGUSR1"]

    [exec.env]
    pristine = true
    allowlist = ["PATH"]
    denylist = ["SECRET*"]
    custom = ["A=b"]

    [group.edge]
    main = "cfg"
    check = "haproxy -c -f {{.src}}"
    check_timeout = "10s"
    apply = "haproxy"
    reload_timeout = "10s"

    [[template]]
    name = "cfg"
    source = "/a.tmpl"
    destination = "/a.cfg"
    in_group = "edge"

    [[template]]
    contents = '''
    {{ range service "a" }}\\t{{ .Name }}
    {{ end }}'''
    destination = "/a.map"
    in_group = "edge"

    [[template]]
    source = "/b.tmpl"
    destination = "/b.cfg"
    mode = "0600"
    user = "haproxy"
    group = "1000"
    backup = 3
    create_dirs = false
    check = ["true", "\\"{{.src}}\\""]
    reload = "systemctl reload haproxy"
    reload_timeout = "5s"
    reload_interval = "10s"
    reload_burst = 2
    reload_jitter = "1s"
    wait = "1s:10s"
    registry = "file"
    left_delimiter = "<<"
    right_delimiter = ">>"
    missing_key = "error"
    functions = "confd"
    keys = ["/app", "/b"]
    key_prefix = "/production"
    key_match = "path"
    list_root = true
    secret_keyring = "/etc/trimtab/keys.asc"

    [template.guard]
    min_servers = 2
    max_drop = 50
    window = "2m"
    hold = "1h"
    confirm = false

    [template.guard.query."service web"]
    min_servers = 0

    [[template]]
    source = "/c.tmpl"
    destination = "/c.cfg"
    signal = { name = "SIGHUP", pid_file = "/run/c.pid" }

    [[template]]
    source = "/d.tmpl"
    destination = "/d.cfg"

    [[template]]
    source = "/e.tmpl"
    destination = "/e.cfg"
    check = "check {{.src}}"
    env = { pristine = true, allowlist = ["PATH"], denylist = ["A*"], custom = ["A=b"] }
    reload = ["notify", "me"]
    apply = "exec"
    reload_interval = "10s"
    function_denylist = ["sprig_*", "env"]
    sandbox_path = "/etc/e"
    include_dir = "/etc/parts"

    [[template]]
    source = "/f.tmpl"
    destination = "/f.cfg"
    apply = "none"
    """

  static let balancers = """
    [registry.file]
    path = "/etc/services.toml"

    [[template]]
    source = "/a.tmpl"
    destination = "/a.cfg"
    check = ["/opt/haproxy", "-c", "-q", "-f", "{{.src}}"]
    apply = "haproxy"
    reload = "systemctl reload haproxy"
    haproxy = { binary = "/opt/haproxy", runtime_sockets = ["/run/a.sock", "127.0.0.1:99"], \
    master_socket = "/run/m.sock", pid_file = "/run/h.pid", runtime = false, drain = "1s", \
    drift_interval = "0s", runtime_timeout = "1s", max_old_workers = 3 }
    reload_interval = "0s"

    [[template]]
    source = "/b.tmpl"
    destination = "/b.cfg"
    apply = "haproxy"
    haproxy = { configuration = "/etc/haproxy/haproxy.cfg" }

    [[template]]
    source = "/n.tmpl"
    destination = "/n.conf"
    check_timeout = "5s"
    env = { pristine = true }
    apply = "nginx"
    reload = "sv reload nginx"
    reload_timeout = "5s"
    nginx = { binary = "/opt/nginx", configuration = "/etc/nginx/nginx.conf", \
    pid_file = "/run/n.pid", error_log = "/var/log/n.log", max_old_workers = 3 }
    reload_interval = "1s"
    reload_burst = 2
    """

  static let plain = """
    [registry.a]
    kind = "consul"
    addresses = ["a:8500", "b:8500"]

    [registry.a.services]
    layout = "registrator"
    prefix = "services/x"

    [registry.b]
    kind = "etcd"

    [registry.b.tls]
    ca_dir = "/ca"
    cert_file = "/c.pem"
    key_file = "/k.pem"
    server_name = "etcd"
    verify = false
    """
}
