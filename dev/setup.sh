#!/bin/sh
# Installs the Debian packages that are missing for building, running or testing Postern.
#
# usage: dev/setup.sh [run | test]     run: what `make run` needs; test (default): that and what the
#                                      tests, the lint and the benchmark need
# Asks dpkg first, and returns quickly if nothing is missing. Needs root or sudo only to install. Servers that come
# with a package are neither started nor left enabled: Postern runs its own.

run_packages="g++ make pkg-config libfcgi-dev libcgicc-dev libmysqlcppconn-dev libssl-dev libsodium-dev
    rapidjson-dev libtomlplusplus-dev libcli11-dev libctemplate-dev libutf8proc-dev
    libcrypt-dev libargon2-dev libzxcvbn-dev libcurl4-openssl-dev libhowardhinnant-date-dev libseccomp-dev tzdata ca-certificates
    mariadb-server-core mariadb-client-core nginx python3"
test_packages="libboost-test-dev mariadb-client clang clang-tidy clang-format libclang-rt-14-dev chromium
    chromium-driver wrk openssl fonts-dejavu-core faketime python3-aiosmtpd npm mandoc zsh systemd
    systemd-container mmdebstrap debhelper dpkg-dev lintian"

say() {
    echo "setup: $*" >&2
}

is_installed() {  # is_installed PACKAGE; a program from elsewhere is as good as Debian's package
    case "$installed" in *" $1 "*) return 0 ;; esac
    case "$1" in
        nginx) program=nginx ;;
        mariadb-server-core) program=mariadbd ;;
        mariadb-client-core) program=mariadb ;;
        chromium-driver) program=chromedriver ;;
        python3 | npm | make | clang | clang-tidy | clang-format | chromium | wrk | openssl) program=$1 ;;
        *) return 1 ;;
    esac
    PATH="$PATH:/usr/sbin:/usr/local/sbin:/sbin" command -v "$program" >/dev/null
}

find_missing() {  # find_missing PACKAGES
    # shellcheck disable=SC2086
    installed=$(dpkg-query -W -f ' ${Package} ${db:Status-Status}\n' $1 2>/dev/null |
        sed -n 's/ installed$/ /p' | tr -d '\n')
    missing=
    for package in $1; do
        is_installed "$package" || missing="$missing $package"
    done
}

# As root, or with sudo. The script below is one command, so that sudo asks once.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        say "using sudo to install:$missing"
        sudo "$@"
    else
        say "these packages are missing, and installing them needs root or sudo:"
        say "    apt-get install$missing"
        return 1
    fi
}

# shellcheck disable=SC2016
install_script='
set -u
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
made=
clean_up() { [ -z "$made" ] || rm -f "$policy"; }
trap clean_up EXIT
trap "exit 130" HUP INT TERM

# Keeps a new nginx from being started. If this script is killed, the file no longer forbids anything.
case " $* " in *" nginx "*)
    if [ ! -e "$policy" ]; then
        printf "#!/bin/sh\n# Made by dev/setup.sh of Postern (process %s); may be removed.\n" $$ >"$policy"
        printf "case \"\$1\" in nginx|nginx.service) kill -0 %s 2>/dev/null && exit 101 ;; esac\nexit 0\n" $$ >>"$policy"
        chmod 755 "$policy"
        made=yes
    fi ;;
esac
install() { apt-get install -y -q --no-install-recommends --no-upgrade "$@"; }
install "$@" || { apt-get update -q && install "$@"; } || exit 1
case " $* " in *" nginx "*)
    # Keeps nginx from starting at the next boot, too. The helper works without a running systemd, for packages only.
    DPKG_MAINTSCRIPT_PACKAGE=nginx-common deb-systemd-helper disable nginx.service >/dev/null 2>&1 ;;
esac
exit 0
'

case "${1:-test}" in
    run) packages=$run_packages ;;
    test) packages="$run_packages $test_packages" ;;
    *) say "usage: dev/setup.sh [run | test]"; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "this is not a Debian system; make sure that you have the contents of these packages:"
    # shellcheck disable=SC2086
    say $packages
    exit 0
fi

find_missing "$packages"
[ -z "$missing" ] && exit 0
# shellcheck disable=SC2086
as_root sh -c "$install_script" setup $missing || { say "the packages could not be installed"; exit 1; }
find_missing "$packages"
[ -z "$missing" ] || { say "still missing:$missing"; exit 1; }
say "installed the missing packages"
