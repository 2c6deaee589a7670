# Sourced by ./keepone and ./test: what the project needs on a machine, and the stamp that says it is built.
# Needs: $root, the repository's root.

say() { printf '%s\n' "$*" >&2; }

# What Debian packages are needed, and why. A program stands for its package; '-' asks dpkg.
packages='
keepalived  keepalived     the routers themselves: VRRP
iproute2    ip             the lab: namespaces, links
nftables    nft            the lab: cuts in one direction, or of one kind of packet
util-linux  nsenter        the lab: nodes as namespaces
monitoring-plugins-basic  -  the lab: a stock plugin as a check
tini        tini           the lab: the first process of its process namespace, which reaps orphans
systemd     systemd-analyze  the tests: what systemd says of the units
'

# Only what tests compare with.
test_packages='
python3-neutron  -         the tests: the generator of Neutron itself, beside which ours is put
'
release_packages='
gcc         gcc            linking the Native AOT program
libc6-dev   -              linking the Native AOT program
zlib1g-dev  -              linking the Native AOT program
'

bench_packages='
keepalived       keepalived  the routers themselves: VRRP
iproute2         ip          links of the benches
util-linux       unshare     benches run in namespaces of their own
tini             tini        the first process of such a process namespace, which reaps orphans
iputils-ping     ping        the check script that Neutron generates
python3-neutron  -           the side-by-side figure: the monitor that Neutron runs for every HA router
'

neutron_packages='
keepalived               keepalived    the routers themselves: VRRP
iproute2                 ip            links of the hosts
util-linux               unshare       hosts as namespaces
tini                     tini          the first process of the rig, which reaps orphans
procps                   sysctl        settings of links
curl                     curl          requests to Neutron
python3                  python3       answers of Neutron
mariadb-server           mariadbd      the database
rabbitmq-server          -             the messages between the server and agents
neutron-server           neutron-server  the server
python3-pymysql          -             its way to the database
neutron-l3-agent         neutron-l3-agent  the L3 agents, whose routers are watched
neutron-linuxbridge-agent  neutron-linuxbridge-agent  the agents that plug their ports
haproxy                  haproxy       what the L3 agent starts beside keepalived
radvd                    radvd         what the L3 agent starts beside keepalived
conntrack                conntrack     what the L3 agent calls
ipset                    ipset         what the L3 agent calls
iptables                 iptables      what the L3 agent calls
ebtables                 ebtables      what the linuxbridge agent calls
iputils-arping           arping        what the L3 agent calls
'

# Installs the missing ones of a list, with root only for that. $1: the list. Returns 1 when something stays missing.
need_packages() {
  local missing=() why=() package program reason
  while read -r package program reason; do
    [ -n "$package" ] || continue
    if [ "$program" = - ]; then
      dpkg -s "$package" >/dev/null 2>&1 && continue
    else
      PATH="$PATH:/usr/sbin:/sbin" command -v "$program" >/dev/null 2>&1 && continue
    fi
    missing+=("$package") why+=("  $package: $reason")
  done <<<"$1"
  [ ${#missing[@]} -gt 0 ] || return 0

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      say "These Debian packages are missing, and installing them needs root:" "${why[@]}"
      printf '%s\n' "${why[@]}" >&2
      say "Run as root: apt-get install --no-install-recommends ${missing[*]}"
      return 1
    fi
    as_root=(sudo)
  fi
  say "Installing Debian packages${as_root:+ (with sudo)}:"
  printf '%s\n' "${why[@]}" >&2
  # The distribution's own keepalived service has no configuration and stays off: Keepone starts keepalived itself.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

need_dotnet() {
  if ! command -v dotnet >/dev/null 2>&1 || ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
    say "The .NET 10 SDK is missing: 'dotnet --list-sdks' shows no version 10."
    say "Get it from your distribution or from https://dotnet.microsoft.com/download/dotnet/10.0, then run this again."
    exit 3
  fi
}

dotnet_root() {
  local program
  program=$(readlink -f "$(command -v dotnet)") && dirname "$program"
}

# One line that changes whenever an input of the build does. $1...: files and folders below the root.
inputs() {
  (cd "$root" && find "$@" -type f -printf '%p %s %T@\n' | LC_ALL=C sort | sha256sum)
}

build_inputs=(src eng Directory.Build.props Directory.Build.targets Directory.Packages.props global.json .editorconfig)
configuration=release
cli="$root/artifacts/bin/Keepone.Cli/$configuration/keepone"
controller="$root/artifacts/bin/Keepone.Controller/$configuration/keepone-controller"

# One compiler for all projects of a build, also where the environment says that none is to stay: end_compiler sees to that.
compiling=(-c Release --nologo -clp:NoSummary -p:UseSharedCompilation=true)

build_solution() {
  dotnet build "$root/Keepone.slnx" -v q "${compiling[@]}"
}

# The native program, and the controller compiled ahead as far as it can be. The build has looked at the code already.
release_program() {
  dotnet publish "$root/src/Keepone.Cli/Keepone.Cli.csproj" -v m "${compiling[@]}" -p:RunAnalyzers=false -r linux-x64 -o "$root/artifacts/release" &&
    dotnet publish "$root/src/Keepone.Controller/Keepone.Controller.csproj" -v m "${compiling[@]}" -p:RunAnalyzers=false -r linux-x64 \
      --self-contained false -o "$root/artifacts/release"
}

end_compiler() { dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 || true; }
