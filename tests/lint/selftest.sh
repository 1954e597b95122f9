#!/bin/sh
# Proves that the other scripts of this folder can fail: each small tree below has one fault, and the script must name its
# file and line.
here=$(cd "$(dirname "$0")" && pwd) || exit 2
tree=$(mktemp -d) || exit 2
trap 'rm -rf "$tree"' EXIT
status=0

put() { mkdir -p "$tree/$(dirname "$1")" && printf '%b' "$2" >"$tree/$1"; }  # put FILE TEXT

expect_fault() {  # expect_fault SCRIPT FILE TEXT LINE
    rm -rf "$tree/src" "$tree/include"
    put include/postern/base/good.hpp '/// good: nothing wrong.\n#pragma once\n#include <string>\n'
    put "$2" "$3"
    if said=$("$here/$1" "$tree"); then
        echo "$1: accepts $2: $3"
        status=1
    elif ! echo "$said" | grep -q "^$2:$4:"; then
        echo "$1: does not name $2:$4 but says: $said"
        status=1
    fi
    rm -f "$tree/$2"
}
expect_no_fault() {  # expect_no_fault SCRIPT FILE TEXT
    rm -rf "$tree/src" "$tree/include"
    put "$2" "$3"
    "$here/$1" "$tree" || { echo "$1: refuses $2: $3"; status=1; }
    rm -f "$tree/$2"
}

expect_fault layers.sh src/base/a.cpp '#include "postern/http/cookie.hpp"\n' 1
expect_fault layers.sh src/http/a.cpp '\n#include "service/x.hpp"\n' 2
expect_fault layers.sh include/postern/gate/a.hpp '#include <postern/portal/x.hpp>\n' 1
expect_fault layers.sh src/http/a.cpp '#include "../gate/x.hpp"\n' 1
expect_fault layers.sh src/gate/a.cpp '#include "postern/store/mysql/x.hpp"\n' 1
expect_fault layers.sh src/gate/a.cpp '#  include "postern/nowhere/x.hpp"\n' 1
expect_fault layers.sh src/http/deep/a.cpp '#include "postern/base/x.hpp"\n' 1
expect_fault layers.sh src/nowhere/a.cpp '#include "postern/base/x.hpp"\n' 1
expect_fault layers.sh include/postern/http/a.hpp '#include "http/x.hpp"\n' 1
expect_fault layers.sh src/http/a.cpp '#include "support/x.hpp"\n' 1
expect_no_fault layers.sh src/gate/a.cpp '#include "postern/http/x.hpp"\n#include "gate/y.hpp"\n#include "z.hpp"\n'
expect_no_fault layers.sh src/app/wiring/a.cpp '#include "postern/store/mysql/x.hpp"\n'
# Rooms.
expect_fault layers.sh src/app/wiring/a.cpp '#include "app/workers/x.hpp"\n' 1
expect_fault layers.sh src/app/daemon/a.cpp '#include "app/setup/x.hpp"\n' 1
expect_fault layers.sh include/postern/service/mail/a.hpp '\n#include "postern/service/account/x.hpp"\n' 2
expect_fault layers.sh src/service/password/a.cpp '#include "service/audit/x.hpp"\n' 1
expect_fault layers.sh src/portal/page/a.cpp '#include "portal/x.hpp"\n' 1
expect_fault layers.sh include/postern/portal/a.hpp '#include "postern/portal/page/x.hpp"\n' 1
expect_fault layers.sh src/api/body/a.cpp '#include "api/account/x.hpp"\n' 1
expect_fault layers.sh src/store/a.cpp '#include "store/mysql/x.hpp"\n' 1
expect_fault layers.sh src/service/a.cpp '#include "service/account/x.hpp"\n' 1
expect_no_fault layers.sh src/service/account/a.cpp '#include "postern/service/audit/x.hpp"\n#include "service/mail/y.hpp"\n'
expect_no_fault layers.sh src/portal/a.cpp '#include "portal/account/x.hpp"\n#include "portal/page/y.hpp"\n'
expect_no_fault layers.sh src/store/mysql/a.cpp '#include "store/mysql/connection/x.hpp"\n#include "postern/store/y.hpp"\n'
# A cycle in the tables themselves: a copy of the script with one row more.
expect_cycle() {  # expect_cycle "ROW BEFORE IT" "ROW" "WORDS OF THE COMPLAINT"
    put include/postern/base/good.hpp '/// good: nothing wrong.\n#pragma once\n#include <string>\n'
    sed "s|^$1\$|&\n$2|" "$here/layers.sh" >"$tree/layers.sh"
    if said=$(sh "$tree/layers.sh" "$tree") || ! echo "$said" | grep -q "$3"; then
        echo "layers.sh: does not find the cycle of $2: $said"
        status=1
    fi
    rm -f "$tree/layers.sh"
}
expect_cycle 'store: mysql > .' 'store: . > mysql' 'rooms of store have a cycle'
expect_cycle 'app: daemon > console' 'app: control > daemon' 'rooms of app have a cycle'
expect_cycle 'json: base' 'text: text' 'names itself'
expect_cycle 'json: base' 'base: json' 'points up, to json\|base points up'
# Tests.
expect_fault layers.sh tests/unit/http/a_tests.cpp '#include "postern/model/x.hpp"\n' 1
expect_fault layers.sh tests/unit/http/a_tests.cpp '#include "unit/gate/x.hpp"\n' 1
expect_fault layers.sh tests/unit/nowhere/a_tests.cpp '#include <string>\n' 1
expect_fault layers.sh tests/unit/service/nowhere/a_tests.cpp '#include <string>\n' 1
expect_fault layers.sh tests/database/a_tests.cpp '#include "unit/gate/x.hpp"\n' 1
expect_fault layers.sh tests/support/child.hpp '#include "unit/shm/x.hpp"\n' 1
expect_fault layers.sh tests/support/child.hpp '#include "support/web_fixture.hpp"\n' 1
expect_fault layers.sh tests/support/sample_data.hpp '#include "postern/service/x.hpp"\n' 1
expect_fault layers.sh tests/support/nowhere.hpp '#include <string>\n' 1
expect_no_fault layers.sh tests/unit/gate/a_tests.cpp \
    '#include "unit/gate/x.hpp"\n#include "support/child.hpp"\n#include "postern/shm/y.hpp"\n#include "gate/z.hpp"\n'
expect_no_fault layers.sh tests/support/memory/x_store.hpp '#include "support/memory/state.hpp"\n#include "postern/store/x.hpp"\n'
expect_fault includes.sh src/http/a.cpp '#include <string>\n#include "b.hpp"\n# include <string>\n' 3
expect_fault includes.sh tests/unit/http/a_tests.cpp '#include "b.hpp"\n#include "b.hpp"\n' 2
expect_no_fault includes.sh src/http/a.cpp '#include <string>\n#include "string.hpp"\n'

expect_fault confinement.sh src/portal/a.cpp '#include <rapidjson/reader.h>\n' 1
expect_fault confinement.sh include/postern/app/a.hpp '\n\n#include <openssl/evp.h>\n' 3
expect_fault confinement.sh src/http/a.cpp '#include <utf8proc.h>\n' 1
expect_no_fault confinement.sh src/text/a.cpp '#include <utf8proc.h>\n'
expect_fault confinement.sh src/store/a.cpp '#include <cppconn/driver.h>\n' 1
expect_fault confinement.sh src/gate/a.cpp '#include "fcgiapp.h"\n' 1
expect_fault confinement.sh src/http/a.cpp '#include <boost/asio.hpp>\n' 1
expect_fault confinement.sh src/http/a.cpp '#include <unheard_of.h>\n' 1
expect_no_fault confinement.sh src/store/mysql/a.cpp '#include <cppconn/driver.h>\n#include <sys/stat.h>\n'

expect_fault headers.sh src/base/a.hpp '/// a: no guard.\n' 1
expect_fault headers.sh src/base/a.hpp '#pragma once\n' 1
expect_fault headers.sh src/base/a.cpp "$(printf '%601s' '' | sed 's/ /\\n/g')" 601
for number in $(seq 20); do put "tests/unit/http/n$number.cpp" ''; done
expect_no_fault headers.sh tests/README.md ''
put tests/unit/http/n21.cpp ''
[ "$("$here/headers.sh" "$tree")" = 'tests/unit/http:21: more than 20 .cpp files in one folder: make a folder in it for those that belong together' ] ||
    { echo 'headers.sh: accepts a folder with 21 .cpp files'; status=1; }
rm -r "$tree/tests/unit/http"
expect_fault sql.sh src/http/a.cpp 'auto x = "SELECT id FROM user";\n' 1
expect_fault sql.sh src/http/a.cpp '\nauto x = base + " WHERE id = " + id;\n' 2
expect_fault sql.sh src/store/mysql/a.cpp 'raw->createStatement();\n' 1
expect_fault sql.sh src/store/mysql/connection/statement.hpp '\n\nauto x = joined<"SELECT ", kColumns>;\n' 3
expect_no_fault sql.sh src/http/a.cpp '{"DELETE", Method::Delete},\n'

add='constexpr Statement kAddSession{"add_session", R"sql(\n    INSERT INTO session (a)\n)sql"};\n'
expect_no_fault sessions.sh src/store/mysql/session_statements.hpp "$add"'// INSERT INTO session\n{"INSERT INTO session_x"}\n'
expect_fault sessions.sh src/store/mysql/session_statements.hpp "$add$add" 5
expect_fault sessions.sh src/store/mysql/session_statements.hpp 'constexpr Statement kOther{"o", "INSERT INTO session"};\n' 1
expect_fault sessions.sh src/store/mysql/user_statements.hpp "$add" 2
expect_fault sessions.sh src/store/mysql/user_statements.hpp '"INSERT IGNORE INTO\n    session SELECT 1"\n' 2
send='X MysqlSessionStore::add(\n    Y y) {\n    update(kAddSession);\n'
expect_no_fault sessions.sh src/store/mysql/session_store.cpp "$send}\n"
expect_fault sessions.sh src/store/mysql/session_store.cpp "$send    update(kAddSession);\n}\n" 4
expect_fault sessions.sh src/store/mysql/session_store.cpp "$send}\nvoid MysqlSessionStore::b() {\n    update(kAddSession);\n}\n" 6
expect_fault sessions.sh src/store/mysql/user_store.cpp "$send}\n" 3
expect_no_fault sessions.sh src/service/session/session_service.cpp 'sessions_.add(fresh, NewSession{});\n'
expect_fault sessions.sh src/service/account/a.cpp '\nstores.sessions().add(fresh, {});\n' 2
expect_fault sessions.sh src/service/account/a.cpp 'add(NewSession{});\n' 1
expect_no_fault sessions.sh src/service/sign_in/sign_in_service.cpp 'sessions_.open(user, Proof{is});\n'
expect_fault sessions.sh src/service/account/a.cpp '\nsessions.open(user, is);\n' 2
expect_fault sessions.sh src/portal/a.cpp 'services.sessions.renew(token, is);\n' 1
expect_fault sessions.sh src/service/account/a.cpp 'const Proof proof{is};\n' 1
expect_no_fault sessions.sh src/service/account/a.cpp 'void f(const Proof& proof);\n// Proof (of now)\n'
expect_fault sessions.sh src/service/account/a.hpp 'struct ProofForTests {};\n' 1
expect_fault sessions.sh include/postern/service/session/proof.hpp 'friend class SignInService;\nfriend class NewService;\n' 2

put tests/functional/it_holds.py ''
put tests/unit/base/a_tests.cpp 'BOOST_AUTO_TEST_SUITE(a_tests)\nBOOST_AUTO_TEST_CASE(one) {}\nBOOST_FIXTURE_TEST_CASE(\n    two, F) {}\n'
expect_no_fault security.sh docs/security.md '| 1.2.3 | 1 | x | `it_holds`, `a_tests/one`, `a_tests/two` |\n'
expect_no_fault security.sh docs/security.md '| 1.2.3 | 1 | x | Not yet: second factors |\n'
expect_fault security.sh docs/security.md '| 1.2.3 | 1 | x | `it_fails` |\n' 1
expect_fault security.sh docs/security.md '\n| 1.2.3 | 1 | x | `a_tests/three` |\n' 2
expect_fault security.sh docs/security.md '| 1.2.3 | 1 | x | `b_tests/one` |\n' 1
expect_fault security.sh docs/security.md '| 1.2.3 | 1 | x | |\n' 1
expect_fault security.sh docs/security.md '| T1 | x | y | `it_fails` |\n' 1

put man/a.8 '.Dd May 1, 2026\n.Dt A 8\n.Os\n.Sh NAME\n.Nm a\n.Nd page\n'
expect_fault man.sh man/b.8 '.Dd May 1, 2026\n.Dt B 8\n.Os\n.Sh NAME\n.Nm b\n.Nd page\n.Bx\n.El\n' 8
rm -r "$tree/man"

put include/postern/base/a.hpp ''
put include/postern/http/a.hpp ''
put src/README.md '<!-- made by dev/diagram.py: begin -->\n<!-- made by dev/diagram.py: end -->\n'
"$here/../../dev/diagram.py" "$tree"
drawn=$(cat "$tree/src/README.md")
echo "$drawn" | grep -q 'n0 --> n1' || { echo "diagram.py: draws no arrow"; status=1; }
"$here/diagram.sh" "$tree" || { echo "diagram.sh: refuses what diagram.py draws"; status=1; }
put src/model/a.cpp ''
[ "$("$here/diagram.sh" "$tree" | cut -d' ' -f1)" = src/README.md:1: ] ||
    { echo "diagram.sh: does not see a new layer"; status=1; }
rm -rf "$tree/src" "$tree/include"

put VERSION '1.2.3\n'
expect_fault version.sh debian/changelog 'postern (1.2.4) bookworm; urgency=medium\n' 1
expect_fault version.sh CHANGELOG.md '# Changes\n\n## Unreleased\n\n## 1.2.2 (2026-11-21)\n\n## 1.2.3\n' 5
expect_fault version.sh src/api/openapi.json '{\n  "info": {\n    "version": "1"\n' 3
expect_fault version.sh man/a.8 '.Dd May 1, 2026\n.Dt A 8\n.Os Postern 1.2\n' 3
expect_fault version.sh man/a.8 '.Dt A 8\n.Os Postern\n' 2
expect_no_fault version.sh CHANGELOG.md '## Unreleased\n\n## 1.2.3 (2026-11-21)\n\n## 1.2.2\n'
expect_fault version.sh VERSION 'v1\n' 1
rm -rf "$tree/man" "$tree/debian"

put src/app/a.cpp 'log::info("begun", {{"count", 1}});\n'
log_page='| `time` | x |\n| `level` | x |\n| `role` | x |\n| `pid` | x |\n| `event` | x |\n| `count` | x |\n'
expect_documented() {  # expect_documented SAID FILE TEXT: with this source and page, manual.sh says that
    put "$2" "$3"
    put docs/logs.md "$log_page$4"
    said=$("$here/manual.sh" "$tree")
    [ "$said" = "$1" ] || { echo "manual.sh: says $said instead of $1"; status=1; }
    rm -rf "$tree/src"
}
begun='| `begun` | info | `count` | x |\n'
expect_documented '' src/app/a.cpp 'log::info("begun", {{"count", 1}});\n' "$begun"
expect_documented 'docs/logs.md:1: the event ended is missing' src/app/a.cpp \
    'log::info("begun", {{"count", 1}});\nlog::error(ok ? "begun" : "ended", {{"count", 1}});\n' "$begun"
expect_documented 'docs/logs.md:1: begun: the field role is missing' src/app/a.cpp \
    'log::write(level, "begun", {{"count", 1},\n {a ? "role" : "count", 2}});\n' "$begun"
expect_documented 'docs/logs.md:1: the event gone is in no source' src/app/a.cpp \
    'log::info("begun", {{"count", 1}});\n' "$begun"'| `gone` | info | | x |\n'
rm "$tree/docs/logs.md"
put src/config/keys.cpp '    {"gate.cache",\n'
put docs/configuration.md '## [gate]\n| `cache` |\n'
put man/postern.toml.5 '.It Ic gate.cache\n'
put docs/a.md '`gate.cache` `gate.conf`\n`gate.cash = "off"`\n'
put docs/postern.toml '[gate]\n#cache = "on"\n[portal]\n#cache = "on"\n'
said=$("$here/manual.sh" "$tree")
[ "$said" = 'docs/postern.toml:1: the key portal.cache is in no source
docs/a.md:2: names the key gate.cash, which does not exist' ] || { echo "manual.sh: says $said of keys"; status=1; }
rm -r "$tree/src" "$tree/docs" "$tree/man"

expect_fault manual.sh docs/a.md '\n[x](b.md)\n' 2
expect_fault manual.sh docs/a.md '# One two\n[x](#two)\n' 2
expect_no_fault manual.sh docs/a.md '# One, two\n[x](#one-two) [y](a.md) [z](https://a.example/b#c)\n'

wide=$(printf '%121s' '' | tr ' ' x)
put systemd/postern.service ''
put systemd/postern-gate.socket ''
put docs/a.md '`systemctl reload posternd` `systemctl restart postern nginx` `journalctl -u postern -p warning`
    systemctl enable --now postern.service postern-gate.socket postern-door.socket
'
said=$("$here/manual.sh" "$tree")
[ "$said" = 'docs/a.md:1: names the unit posternd, which does not exist
docs/a.md:2: names the unit postern-door.socket, which does not exist' ] ||
    { echo "manual.sh: says $said of units"; status=1; }
rm -r "$tree/systemd" "$tree/docs/a.md"
api_head='{"tags":[],"components":{"schemas":{"S":{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}},
"responses":{}},"paths":{"/x":{"get":{"operationId":"x","responses":{"200":{"content":{"application/json":{'
api_schema='"schema":{"$ref":"#/components/schemas/S"}'
expect_fault openapi.sh src/api/openapi.json "$api_head$api_schema}}}}}}}}" 1
expect_fault openapi.sh src/api/openapi.json "$api_head$api_schema,\"example\":{\"a\":1}}}}}}}}}" 1
expect_fault openapi.sh src/api/openapi.json "$api_head$api_schema,\"example\":{}}}}}}}}}" 1
expect_no_fault openapi.sh src/api/openapi.json "$api_head$api_schema,\"example\":{\"a\":\"b\"}}}}}}}}}"
expect_fault markdown.sh docs/a.md "\n$wide\n" 2
expect_fault markdown.sh docs/a.md "* item\n    $wide\n" 2
expect_no_fault markdown.sh docs/a.md "| $wide |\n\n\`\`\`\n$wide\n\`\`\`\n\n    $wide\n\n[x](https://a.example/$wide)\n"

expect_word() {  # expect_word AREA FILE TEXT [LINE]: words.sh names the word in that line; without one it says nothing
    rm -rf "$tree/src" "$tree/include" "$tree/docs" "$tree/tests" "$tree/man"
    put "$2" "$3"
    said=$("$here/words.sh" "$tree" "$1" 2>/dev/null)
    [ "${said%%\"*}" = "${4:+$2:$4: [$1] }" ] || { echo "words.sh: says '$said' of $1, $2: $3"; status=1; }
}
expect_word docs docs/a.md 'Nobody.\nA time\nof grace.\n' 2
expect_word docs docs/a.md 'A grace period. `whoever` [x](whoever.md)\n```\nwhoever\n```\n'
expect_word man man/a.8 '.Nm whoever\nTo whoever asks.\n' 2
expect_word pages src/portal/templates/a.html '<p class="asleep">\n{{MAILS}} asleep</p>\n' 2
expect_word pages src/text/messages/en.properties 'mails = E-mails\nb = Your {mails} mails\n' 2
expect_word mails src/mail/templates/a.txt '{{MAILS}}\nYour mails\n' 2
expect_word openapi src/api/openapi.json '{"whoever":\n "description": "Whoever asks."}\n' 2
expect_word comments src/http/a.cpp 'f("whoever asks");\n// What\n// is to\n// be.\n' 3
expect_word comments sql/a.sql 'whoever\n-- For whoever.\n' 2
expect_word messages src/http/a.cpp '// whoever\nf("whoever", "To whoever "\n"asks.");\n' 2
expect_word tests tests/unit/http/a_tests.cpp 'BOOST_AUTO_TEST_CASE(\n    cookie_is_set_for_whoever_asks) {}\n' 2
expect_word tests tests/functional/it_sends_mails.py 'mails = 1\n' 1
expect_word scripts dev/a.sh 'true\necho "To whoever asks"\n' 2
expect_word names src/http/a.cpp '// login\nauto login_url = "/login";\nauto login = 1;\n' 3
rm -rf "$tree/src" "$tree/docs" "$tree/tests" "$tree/man"

expect_fault scripts.sh src/portal/static/a.js 'box.innerHTML = name;\n' 1
expect_fault scripts.sh src/portal/static/a.js '\neval(name);\n' 2
expect_fault scripts.sh src/portal/static/a.js 'localStorage.token = token;\n' 1
expect_fault scripts.sh src/portal/templates/a.html '<p onclick="x()">\n' 1
expect_fault scripts.sh src/portal/templates/a.html '<script>x()</script>\n' 1
expect_fault scripts.sh src/portal/templates/a.html '<p style="margin:0">\n' 1
expect_no_fault scripts.sh src/portal/templates/denied.html '<p style="margin:0">\n'
expect_fault scripts.sh src/portal/templates/denied.html '<p onclick="x()">\n' 1
expect_fault scripts.sh src/portal/templates/a.html '<link href="https://cdn.example/x.css">\n' 1
expect_no_fault scripts.sh src/portal/templates/a.html '<script defer src="{{BASE_PATH}}/static/a.js"></script>\n'

printf '%s\n' 'BasedOnStyle: Google' >"$tree/.clang-format"
put src/http/a.cpp 'int f();\nint  g();\nint  h();\n'
[ "$("$here/format.sh" "$tree/src/http/a.cpp")" = "$tree/src/http/a.cpp:2: not formatted; run \`make format\`" ] ||
    { echo "format.sh: does not name the first place and the cure"; status=1; }
put src/http/a.cpp 'int f();\n'
"$here/format.sh" "$tree/src/http/a.cpp" || { echo "format.sh: refuses what is formatted"; status=1; }

put tests/unit/portal/account/a_tests.cpp 'browser.get("/a?x=1");\nbrowser.post(\n    "/a", {});\n'
put tests/browser/scenes.py 'PAGES = ("/a?x=1", "/b")\n'
expect_no_fault pages.sh src/portal/account/routes.cpp \
    'page("/a", anyone(c, get_a)),\nsigned_in_form(c, "/a", post_a),\nmoved(c, "/c", "/a"),\npage(path + "/d", f),\n'
expect_fault pages.sh src/portal/account/routes.cpp '\npage("/b", anyone(c, get_b)),\n' 2
expect_fault pages.sh src/portal/account/routes.cpp 'open_form(\n    "/b", anyone(c, post_b)),\n' 1
put tests/unit/portal/account/a_tests.cpp 'browser.get("/a");\nbrowser.get("/b");\nbrowser.get("/c");\n'
expect_fault pages.sh src/portal/account/routes.cpp 'page("/c", anyone(c, get_c)),\n' 1
expect_fault pages.sh src/portal/account/routes.cpp 'form("/a", anyone(c, post_a)),\n' 1
expect_fault pages.sh src/portal/links/routes.cpp '\nadd_link(rows, c, s, "/e", Kind::E);\n' 2
put tests/unit/portal/account/a_tests.cpp 'browser.get("/e");\n'
put tests/browser/scenes.py 'PAGES = ("/e",)\n'
put nginx/portal.conf.in 'location ~ /(?:d|e)$ {\n'
expect_no_fault pages.sh src/portal/links/routes.cpp 'add_link(rows, c, s, "/e", Kind::E);\n'
put nginx/portal.conf.in 'location ~ /(?:d|ee)$ {\n'
expect_fault pages.sh src/portal/links/routes.cpp '\nadd_link(rows, c, s, "/e", Kind::E);\n' 2
rm -rf "$tree/src" "$tree/tests" "$tree/nginx"

# dev/check.sh in a repository of its own, with parts that only say that they ran.
if command -v git >/dev/null; then
    mkdir -p "$tree/dev"
    put src/http/a.cpp 'int  f();\n'
    put tests/unit/http/a_tests.cpp ''
    cp "$here/../../dev/check.sh" "$here/../../dev/changed.sh" "$tree/dev/"
    put dev/manual.py 'import sys\nprint("docs ran")\nsys.exit(1)\n'
    put tests/lint/run.sh '#!/bin/sh\necho lint ran; exit 1\n'
    put tests/lint/format.sh '#!/bin/sh\necho format ran; exit 1\n'
    put bin/make '#!/bin/sh\ncase "$*" in *" unit") echo unit ran; echo "a_tests.cpp(1): error: in \\"a_tests/it_holds\\": no"; exit 1 ;; *" all") echo build ran; exit ${BUILD_FAILS:-0} ;; esac\n'
    chmod +x "$tree/tests/lint/run.sh" "$tree/tests/lint/format.sh" "$tree/bin/make"
    (cd "$tree" && git init -q . && git -c user.name=a -c user.email=a@a.example commit -q --allow-empty -m a) || status=1
    said=$(PATH="$tree/bin:$PATH" BUILD=build OPT= CHECK_BASE=HEAD "$tree/dev/check.sh") && status=1
    for part in build docs unit lint format; do
        echo "$said" | grep -qx "$part ran" || { echo "check.sh: does not run $part after a failure: $said"; status=1; }
    done
    echo "$said" | tail -n 5 | grep -q '^a_tests.cpp(1): error: in "a_tests/it_holds": no$' ||
        { echo "check.sh: does not end with the cases that failed: $said"; status=1; }
    echo "$said" | tail -n 6 | grep -q 'FAILED: format: run make format' || { echo "check.sh: ends with $said"; status=1; }
    said=$(PATH="$tree/bin:$PATH" BUILD=build OPT= CHECK_BASE=HEAD BUILD_FAILS=1 "$tree/dev/check.sh") && status=1
    case $said in *'unit ran'*) echo "check.sh: runs unit tests that were not built"; status=1 ;; esac
    echo "$said" | grep -q 'FAILED: unit: not run, because the build failed' || { echo "check.sh: says $said"; status=1; }
fi
exit $status
