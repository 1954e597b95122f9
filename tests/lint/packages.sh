#!/bin/sh
# Fails when a library that dev/setup.sh installs for building is missing in the package's Build-Depends, or the
# other way round.  Usage: packages.sh [ROOT]
cd "${1:-$(dirname "$0")/../..}" || exit 2
by_setup=$(sed -n '/^build_packages="/,/"$/p' dev/setup.sh | tr -s ' "=' '\n' | grep -E -e '-dev$' | sort -u)
by_package=$(sed -n '/^Build-Depends:/,/^$/p' debian/control | tr -s ' ,' '\n' | grep -E -e '-dev$' | sort -u)
[ "$by_setup" = "$by_package" ] && exit 0
echo "dev/setup.sh and debian/control name different libraries:"
{ echo "$by_setup"; echo "$by_package"; } | sort | uniq -u | sed 's/^/    /'
exit 1
