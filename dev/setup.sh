#!/bin/sh
# Installs the Debian packages that a make target needs and this machine lacks. The Makefile runs it; by hand:
#
# usage: dev/setup.sh [TARGET ...]             without a target: test, which needs everything
#        dev/setup.sh --print [TARGET ...]     only prints the packages
#
# Asks dpkg first, and returns quickly if nothing is missing. Needs root or sudo only to install. Servers that come
# with a package are neither started nor left enabled: Postern runs its own.

# What the product is compiled with; debian/control lists the same libraries.
build_packages="g++ make pkg-config libfcgi-dev libcgicc-dev libmysqlcppconn-dev libssl-dev libsodium-dev
    rapidjson-dev libtomlplusplus-dev libcli11-dev libctemplate-dev libutf8proc-dev
    libcrypt-dev libargon2-dev libzxcvbn-dev libcurl4-openssl-dev libhowardhinnant-date-dev libidn2-dev
    libqrencode-dev libseccomp-dev"
# What a test of the whole needs: the database, nginx, and what Postern reads at run time.
server_packages="mariadb-server-core mariadb-client-core nginx python3 tzdata ca-certificates"
unit_packages="libboost-test-dev tzdata oathtool"
lint_packages="python3 clang-format mandoc"
functional_packages="$server_packages galera-4 mariadb-client openssl faketime php-cgi python3-aiosmtpd python3-cryptography python3-jsonschema zsh systemd
    git curl wget cadaver python3-radicale skopeo python3-jwcrypto python3-jwt"

# packages_of TARGET: what it needs; fails for an unknown one.
packages_of() {
    case $1 in
        all | install | uninstall) echo "$build_packages" ;;
        run) echo "$build_packages $server_packages curl" ;;
        bench) echo "$build_packages $server_packages wrk" ;;
        unit) echo "$build_packages $unit_packages" ;;
        database) echo "$build_packages $unit_packages $server_packages mariadb-client openssl" ;;
        functional) echo "$build_packages $functional_packages npm" ;;
        browser) echo "$build_packages $functional_packages chromium chromium-driver fonts-dejavu-core npm curl" ;;
        lint) echo "$lint_packages" ;;
        format) echo "git clang-format" ;;
        check) echo "$build_packages $unit_packages $lint_packages git ccache" ;;
        tidy) echo "$build_packages clang clang-tidy" ;;
        docs) echo "$build_packages python3" ;;
        fuzz) echo "$build_packages clang libclang-rt-14-dev" ;;
        fuzz-replay) echo "$build_packages" ;;
        deb) echo "$build_packages debhelper dpkg-dev" ;;
        test-install) echo "$(packages_of deb) $functional_packages git lintian mmdebstrap systemd-container" ;;
        test)
            for target in check database functional browser tidy fuzz bench test-install; do
                packages_of $target
            done ;;
        *) return 1 ;;
    esac
}

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
        python3 | npm | make | git | ccache | clang | clang-tidy | clang-format | chromium | wrk | openssl | php-cgi | oathtool | \
            curl | wget | cadaver | skopeo)
            program=$1 ;;
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

only_print=
if [ "${1:-}" = --print ]; then
    only_print=yes
    shift
fi
[ $# -gt 0 ] || set -- test
packages=
for target in "$@"; do
    more=$(packages_of "$target") || { say "usage: dev/setup.sh [--print] [TARGET ...]; no packages for '$target'"; exit 2; }
    packages="$packages $more"
done
# shellcheck disable=SC2086
packages=$(printf '%s\n' $packages | awk '!seen[$0]++')
if [ "$only_print" ]; then
    echo "$packages"
    exit 0
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "this is not a Debian system; make sure that it has what these packages hold:"
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
