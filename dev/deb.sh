#!/bin/sh
# Builds a Debian package from the build folder: `make deb`. The result is in build/deb.
set -eu
cd "$(dirname "$0")/.."
top=$PWD
folder=$BUILD/deb
rm -rf "$folder"
mkdir -p "$folder/postern"
# Not in the source tree, because packaging leaves files in its folder and in the parent folder.
cp -r debian "$folder/postern"
cd "$folder/postern"
case $BUILD in /*) ;; *) BUILD=$top/$BUILD ;; esac
unset MAKEFLAGS MFLAGS MAKELEVEL
POSTERN_TOP=$top POSTERN_BUILD=$BUILD dpkg-buildpackage --build=binary --unsigned-source --unsigned-changes \
    --no-check-builddeps >../log 2>&1 || {
    tail -n 40 ../log >&2
    exit 1
}
cd ..
ls "$PWD"/*.deb
