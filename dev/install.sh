#!/bin/sh
# Installs Postern, or removes what it has installed: `make install`, `make uninstall`.
#
# usage: dev/install.sh install | uninstall
# The variables DESTDIR, PREFIX, SYSCONFDIR, UNITDIR and BUILD come from the Makefile. This starts nothing, and creates
# no user and no database. A configuration file that you have changed is kept, and the new one is installed next to
# it as FILE.new; an unchanged one is replaced.
set -eu
cd "$(dirname "$0")/.."
umask 022

sysconf=$DESTDIR$SYSCONFDIR
root=$DESTDIR$PREFIX
share=$root/share/postern
doc=$root/share/doc/postern
# The snippets as last installed, to tell a changed snippet from an old one.
pristine=$share/nginx/snippets

put() {  # put MODE FILE TARGET
    mkdir -p "$(dirname "$3")"
    install -m "$1" "$2" "$3"
}

# Units name the paths of a Debian package.
put_unit() {  # put_unit FILE TARGET
    mkdir -p "$(dirname "$2")"
    sed -e "s|/usr/sbin/posternd|$PREFIX/sbin/posternd|" -e "s|/usr/share/postern|$PREFIX/share/postern|" \
        -e "s|/etc/postern|$SYSCONFDIR/postern|" "$1" >"$2"
    chmod 644 "$2"
}

put_snippet() {  # put_snippet FILE
    name=$(basename "$1")
    target=$sysconf/nginx/postern/$name
    if [ -e "$target" ] && ! cmp -s "$target" "$1" && ! cmp -s "$target" "$pristine/$name"; then
        echo "install: $target has local changes and was kept; the new version is $target.new"
        target=$target.new
    fi
    put 644 "$1" "$target"
}

install_all() {
    mkdir -p "$sysconf/postern"
    for snippet in nginx/snippets/*.conf; do
        put_snippet "$snippet"
    done
    put 755 "$BUILD/bin/postern" "$root/bin/postern"
    put 755 "$BUILD/bin/posternd" "$root/sbin/posternd"
    rm -rf "$share"
    mkdir -p "$share"
    cp -r "$BUILD/share/." "$share"
    rm -f "$share/.done"
    find "$share" -type f -exec chmod 644 {} + -o -type d -exec chmod 755 {} +
    for page in man/*.[158]; do
        put 644 "$page" "$root/share/man/man${page##*.}/$(basename "$page")"
    done
    for file in share/completion/*.bash; do
        put 644 "$file" "$root/share/bash-completion/completions/$(basename "$file" .bash)"
    done
    put 644 share/completion/_postern "$root/share/zsh/vendor-completions/_postern"
    # In their folders, because the pages link to each other.
    find README.md nginx/README.md docs -type f | while read -r page; do
        put 644 "$page" "$doc/$page"
    done
    for unit in systemd/*.service systemd/*.socket; do
        put_unit "$unit" "$DESTDIR$UNITDIR/$(basename "$unit")"
    done
    for profile in systemd/profiles/*.conf; do
        put_unit "$profile" "$share/systemd/$(basename "$profile")"
    done
    put 644 systemd/postern.sysusers "$root/lib/sysusers.d/postern.conf"
    put 644 systemd/postern.tmpfiles "$root/lib/tmpfiles.d/postern.conf"
}

uninstall_all() {
    for before in "$pristine"/*.conf; do
        target=$sysconf/nginx/postern/$(basename "$before")
        rm -f "$target.new"
        if cmp -s "$target" "$before"; then rm "$target"; fi
    done
    rm -rf "$share" "$doc"
    rm -f "$root/bin/postern" "$root/sbin/posternd" "$root/lib/sysusers.d/postern.conf" \
        "$root/lib/tmpfiles.d/postern.conf" "$root/share/zsh/vendor-completions/_postern"
    for file in share/completion/*.bash; do
        rm -f "$root/share/bash-completion/completions/$(basename "$file" .bash)"
    done
    for page in man/*.[158]; do
        rm -f "$root/share/man/man${page##*.}/$(basename "$page")"
    done
    for unit in systemd/*.service systemd/*.socket; do
        rm -f "$DESTDIR$UNITDIR/$(basename "$unit")"
    done
    # Files that Postern did not install stay, and so do folders that others also use.
    rmdir "$sysconf/nginx/postern" "$sysconf/postern" 2>/dev/null || true
}

case "${1:-}" in
    install) install_all ;;
    uninstall) uninstall_all ;;
    *) echo "usage: dev/install.sh install | uninstall" >&2; exit 2 ;;
esac
