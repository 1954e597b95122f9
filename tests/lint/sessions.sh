#!/bin/sh
# Fails when there is a second way to a session. One statement adds a row to the table, one function of the store sends
# it, one service calls that, and it takes a Proof, which only the services below can make.  Usage: sessions.sh [ROOT]
cd "${1:-$(dirname "$0")/../..}" || exit 2

# FILE of a service that makes a Proof, and opens or renews a session with it: for what.
ways='
src/service/sign_in/sign_in_service.cpp: the password, of a user who needs no second factor on this device
src/service/sign_in/second_factor_service.cpp: the second factor, after the password
src/service/sign_in/passkey_sign_in_service.cpp: a passkey, which is both
src/service/account/step_up_service.cpp: a proof of now, in the session that there is
src/service/account/factor_service.cpp: the app that was just confirmed, and what is left after one is removed
src/service/account/passkey_service.cpp: the passkey that was just made, and what is left after one is removed
src/service/account/enrolment_code_service.cpp: the code of an e-mail, in the session that there is
'
# FILE that may name what is stored as a session.
stored='
include/postern/model/session.hpp: it is there
include/postern/store/session_store.hpp: the port
src/store/mysql/session_store.hpp: the store
src/store/mysql/session_store.cpp: the store
include/postern/service/session/session_service.hpp: the service
src/service/session/session_service.cpp: the service
'

files=$(find src include -name '*.hpp' -o -name '*.cpp' 2>/dev/null | sort)
[ -n "$files" ] || exit 0
# shellcheck disable=SC2086
awk -v way_table="$ways" -v stored_table="$stored" '
    function complain(what) { printf "%s:%d: %s\n", FILENAME, FNR, what; bad = 1 }
    function complain_here(what) { print "tests/lint/sessions.sh:1: " what; bad = 1 }
    function read_files(table, may,    n, i, row, words) {
        n = split(table, row, "\n")
        for (i = 1; i <= n; ++i) if (split(row[i], words, ": ") == 2) may[words[1]] = words[2]
    }
    function class_of(file,    part, n, i, name) {  # a/step_up_service.cpp: StepUpService
        sub(/^.*\//, "", file); sub(/\.[ch]pp$/, "", file)
        n = split(file, part, "_")
        for (i = 1; i <= n; ++i) name = name toupper(substr(part[i], 1, 1)) substr(part[i], 2)
        return name
    }
    function adds(text) {
        return text ~ /(INSERT|REPLACE)([ \t]+[A-Z_]+)*[ \t]+INTO[ \t]+`?session`?([^A-Za-z0-9_]|$)/
    }
    BEGIN {
        read_files(way_table, is_way)
        read_files(stored_table, may_name)
        for (file in is_way) is_friend[class_of(file)] = 1
        statements = "src/store/mysql/session_statements.hpp"
        store = "src/store/mysql/session_store.cpp"
        service = "src/service/session/session_service.cpp"
        proof = "include/postern/service/session/proof.hpp"
    }
    FNR == 1 { before = ""; function_name = statement = "" ; seen[FILENAME] = 1 }
    {
        code = $0
        sub(/(^|[ \t])\/\/.*$/, "", code)
        if (match(code, /constexpr Statement k[A-Za-z0-9]+/))
            statement = substr(code, RSTART + 20, RLENGTH - 20)
        if (code ~ /^[A-Za-z].*::~?[A-Za-z_]+\(/) {
            function_name = code
            sub(/\(.*$/, "", function_name); sub(/^.*[ \t*&]/, "", function_name)
        }
        # A statement may be broken anywhere.
        if (adds(before " " code) && !adds(before)) {
            if (FILENAME == statements && statement == "kAddSession") ++inserts
            else complain("a second statement that adds a session")
            if (inserts > 1) complain("a second statement that adds a session")
        }
        before = code
    }
    code ~ /(^|[^A-Za-z0-9_])kAddSession([^A-Za-z0-9_]|$)/ && code !~ /constexpr Statement kAddSession/ {
        if (FILENAME != store || function_name != "MysqlSessionStore::add" || ++sent > 1)
            complain("only MysqlSessionStore::add sends the statement that adds a session, once")
    }
    code ~ /[Ss]essions?_?(\(\))?(\.|->)add\(/ && FILENAME != service {
        complain("only SessionService adds a session to the store")
    }
    code ~ /(^|[^A-Za-z0-9_])NewSession([^A-Za-z0-9_]|$)/ && !(FILENAME in may_name) {
        complain("only SessionService makes what is stored as a session")
    }
    code ~ /[Ss]essions?_?(\(\))?(\.|->)(open|renew)\(/ && !(FILENAME in is_way) {
        complain("opens a session, and is no way in that tests/lint/sessions.sh lists")
    }
    FILENAME == proof && match(code, /friend (class|struct) [A-Za-z]+;/) {
        friend = substr(code, RSTART, RLENGTH - 1)
        sub(/^.* /, "", friend)
        found[friend] = 1
        if (!(friend in is_friend) && friend != "ProofForTests")
            complain(friend " may make a Proof, and is no way in that tests/lint/sessions.sh lists")
    }
    FILENAME != proof && code ~ /(^|[^A-Za-z0-9_])Proof([ \t]+[a-z_]+)?[ \t]*[{(]/ && !(FILENAME in is_way) {
        complain("makes a Proof, and is no way in that tests/lint/sessions.sh lists")
    }
    FILENAME != proof && code ~ /(^|[^A-Za-z0-9_])ProofForTests([^A-Za-z0-9_]|$)/ {
        complain("only tests may make a Proof without one")
    }
    END {
        # Where the files are that this looks for, it finds in them what it looks for.
        if (seen[statements] && !inserts) complain_here("no statement adds a session any more")
        if (seen[store] && !sent) complain_here("no function sends kAddSession any more")
        if (seen[proof])
            for (name in is_friend)
                if (!(name in found)) complain_here(name " may not make a Proof any more: remove its row")
        exit bad
    }' $files
