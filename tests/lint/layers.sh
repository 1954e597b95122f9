#!/bin/sh
# Fails when a file includes what its layer, its room or its test folder must not know. The tables are the architecture:
# arrows point down only.  Usage: layers.sh [ROOT], or layers.sh --tables: prints them (dev/diagram.py draws them)

# LAYER: what it may include besides itself. From the bottom up: a row names only layers above it.
layers='
base:
json: base
model: base
config: base model            # addresses are read in one place, by Origin
crypto: base json
text: base
access: base model
shm: base
store: base model crypto       # checksums of migrations
service: base json model access crypto shm store
mail: base crypto model shm service store text
http: base json
fastcgi: base http
gate: base http model access crypto shm store
portal: base http json service model access text
api: base http json service model access text
oidc: base http json service model crypto
process: base
app: base json model config crypto text access shm store service mail http fastcgi gate portal api oidc process
main: base app
'

# LAYER: rooms, that is folders inside it. A room may include what stands right of it, in any line; rooms between the same
# two signs know nothing of each other. `.` is the layer's own folder in src. Headers in the layer's own folder of include
# are its front: every room may know them, and they know no room.
rooms='
app: daemon > workers > control wiring
app: commands > setup transfer diagnosis > console wiring
app: commands diagnosis > control
app: daemon > console
app: workers > diagnosis
app/diagnosis: . > nginx
service: account sign_in oidc admin > token > mail > throttle access > session factor site > password audit key
portal: . > sample > sign_in account token links invitation duty factor access consent admin reference > page > brand
portal/admin: . > users access sites log system invitations look > frame
api: . > account token factor access admin > body
api/admin: . > access users sites log system invitations > guard
model: token access name > .
crypto: factor > password > .
crypto: jws > key > .
crypto: token > .
store: mysql > .
store/mysql: . > token > factor access > log > connection
store/mysql: . > directory > log > connection
'

# tests/unit/LAYER may include what LAYER may, and these.
unit_tests='
api: crypto
portal: crypto
process: shm
'

# FILE of tests/support, without its extension: the layers that it may include, besides the files above it.
support='
child:
temporary_folder:
precompiled:
captured_log: base
http_printing: http
sample_data: model
webauthn_cases: base json crypto
passkey_json: base json crypto
soft_passkey: base crypto
sample_factors: model store
sample_access: model store
sample_tokens: model
signing_pair: crypto
sample_changes: model store service
memory/*: base model crypto store
sample_changes: store service
test_database: store
service_fixture: base model text crypto shm store service portal app
mailing_services: base service
web_fixture: base store text http service portal api
view_checks: text http portal
api_fixture: json text
links_fixture: base crypto
'

if [ "${1:-}" = --tables ]; then
    for table in layers rooms; do
        eval "echo \"\$$table\"" | sed -n "s/ *#.*//; s/^./$table &/p"
    done
    exit 0
fi
cd "${1:-$(dirname "$0")/../..}" || exit 2
folders=$(ls -d src include tests/unit tests/support tests/database tests/fuzz tests/bench tests/programs 2>/dev/null)
# shellcheck disable=SC2086
files=$(find $folders -name '*.hpp' -o -name '*.cpp' | sort)
[ -n "$files" ] || exit 0
# shellcheck disable=SC2086
awk -v layer_table="$layers" -v room_table="$rooms" -v unit_table="$unit_tests" -v support_table="$support" '
    function complain(what) { printf "%s:%d: %s\n", FILENAME, FNR, what; bad = 1 }
    # Reads lines `NAME: WORD ...` into may[NAME, WORD]; returns how many there are, in name[1..].
    function read_rows(table, may, name,    n, i, k, row, words, word, rows) {
        n = split(table, row, "\n")
        for (i = 1; i <= n; ++i) {
            sub(/#.*/, "", row[i])
            if (split(row[i], words, ":") < 2) continue
            name[++rows] = words[1]
            k = split(words[2], word, " ")
            while (k > 0) may[words[1], word[k--]] = 1
        }
        return rows
    }
    function read_rooms(    n, i, j, k, row, words, groups, left, right, l, r, count, word) {
        n = split(room_table, row, "\n")
        for (i = 1; i <= n; ++i) {
            if (split(row[i], words, ":") < 2) continue
            count = split(words[2], groups, ">")
            for (j = 1; j <= count; ++j) {
                l = split(groups[j], left, " ")
                while (l > 0) {
                    has_rooms[words[1]] = is_room[words[1], left[l]] = 1
                    room_names[words[1]] = room_names[words[1]] " " left[l]
                    for (k = j + 1; k <= count; ++k) {
                        r = split(groups[k], right, " ")
                        while (r > 0) room_may[words[1], left[l], right[r--]] = 1
                    }
                    --l
                }
            }
        }
    }
    # Takes away, again and again, the rooms that may include none of the others: what is left stands in a cycle.
    function check_cycles(home,    left, n, name, a, b, points, removed, rest) {
        n = split(room_names[home], name, " ")
        for (a = 1; a <= n; ++a) left[name[a]] = 1
        do {
            removed = 0
            for (a in left) {
                points = 0
                for (b in left) if ((home, a, b) in room_may) points = 1
                if (!points) { delete left[a]; removed = 1 }
            }
        } while (removed)
        for (a in left) rest = rest " " a
        if (rest != "") {
            print "tests/lint/layers.sh:1: the rooms of " home " have a cycle:" rest
            bad = 1
        }
    }
    # Where a path below src or include/postern stands: sets layer, room (of what), and, for store/mysql, both levels.
    function locate(path, is_front,    part, n) {
        n = split(path, part, "/")
        layer = part[1]
        home = layer; room = n > 2 ? part[2] : is_front ? "front" : "."
        inner_home = ""
        if (n > 2 && ((layer "/" part[2]) in has_rooms)) {
            inner_home = layer "/" part[2]
            inner_room = n > 3 ? part[3] : is_front ? "front" : "."
        }
    }
    function check_room(home, from, to) {
        if (from == to || to == "front") return
        if (!((home, from, to) in room_may)) complain(home "/" from " may not include " home "/" to)
    }
    BEGIN {
        layer_count = read_rows(layer_table, layer_may, layer_name)
        for (i = layer_count; i > 0; --i) {
            for (above in is_layer)
                if ((layer_name[i], above) in layer_may) {
                    print "tests/lint/layers.sh:1: the row of " layer_name[i] " points up, to " above
                    bad = 1
                }
            is_layer[layer_name[i]] = 1
        }
        for (i = 1; i <= layer_count; ++i)
            if ((layer_name[i], layer_name[i]) in layer_may) {
                print "tests/lint/layers.sh:1: the row of " layer_name[i] " has a cycle: it names itself"
                bad = 1
            }
        read_rows(unit_table, unit_may, unused)
        support_count = read_rows(support_table, support_may, support_name)
        read_rooms()
        for (home in has_rooms) check_cycles(home)
    }
    function rank_of(file,    i, name) {  # the row of a file of tests/support
        sub(/^.*support\//, "", file); sub(/\.[ch]pp$/, "", file)
        for (i = 1; i <= support_count; ++i) {
            name = support_name[i]
            if (name == file || name ~ /\*$/ && index(file, substr(name, 1, length(name) - 1)) == 1) return i
        }
        return 0
    }
    FNR == 1 {
        kind = my_layer = my_inner_home = ""
        path = FILENAME
        is_public = sub(/^include\/postern\//, "", path)
        if (is_public || sub(/^src\//, "", path)) {
            kind = "product"
            locate(path, is_public)
            my_layer = layer; my_home = home; my_room = room; my_inner_home = inner_home; my_inner_room = inner_room
            if (!(my_layer in is_layer)) complain("no such layer in the table of tests/lint/layers.sh: " my_layer)
            else if (room == "." && (home in has_rooms) && !((home, room) in is_room))
                complain("belongs in a room of " home)
            else if (room != "." && room != "front" && !((home, room) in is_room))
                complain("no such room in the table of tests/lint/layers.sh: " home "/" room)
        } else if (sub(/^tests\/unit\//, "", path) && path ~ /\//) {
            kind = "unit"
            count = split(path, part, "/")
            my_layer = part[1]
            if (!(my_layer in is_layer)) complain("tests of a layer that is not in the table: " my_layer)
            else if (count > 2 && !((my_layer, part[2]) in is_room))
                complain("tests of a room that is not in the table: " my_layer "/" part[2])
        } else if (path ~ /^tests\/support\//) {
            kind = "support"
            my_rank = rank_of(path)
            if (!my_rank) complain("no row in the table of tests/lint/layers.sh: tests/support")
        } else {
            kind = "test"
        }
    }
    /^[ \t]*#[ \t]*include[ \t]*[<"](\.\.|.*\/\.\.\/)/ { complain("leaves its folder by .."); next }
    /^[ \t]*#[ \t]*include[ \t]*[<"]/ {
        path = $0; sub(/^[^<"]*[<"]/, "", path); sub(/[>"].*$/, "", path)
        ours = sub(/^postern\//, "", path)
        if (path !~ /\//) next
        first = path; sub(/\/.*$/, "", first)
        if (!ours && (first == "unit" || first == "database" || first == "support")) {
            if (kind == "product") { complain("the product may not include tests"); next }
            if (first == "support") {
                rank = rank_of(path)
                if (kind == "support" && rank > my_rank)
                    complain("is above it in the table of tests/support: " path)
            } else if (kind == "support" || kind == "unit" && index(path, "unit/" my_layer "/") != 1 ||
                       kind == "test" && index(FILENAME, "tests/" first "/") != 1) {
                complain("belongs to other tests: " path)
            }
            next
        }
        if (ours && !(first in is_layer)) complain("includes the unknown layer " first)
        if (!(first in is_layer)) next
        if (is_public && kind == "product" && !ours) complain("a header in include may not include one in src")
        if (kind == "support") {
            if (my_rank && !((support_name[my_rank], first) in support_may))
                complain(support_name[my_rank] " may not include " first)
            next
        }
        if (kind == "test") next
        if (first != my_layer && !((my_layer, first) in layer_may) &&
            !(kind == "unit" && (my_layer, first) in unit_may)) {
            complain(my_layer " may not include " first)
            next
        }
        if (path ~ /^store\/mysql\// && my_layer != "store" && my_layer != "app")
            complain("only app may know store/mysql")
        if (kind != "product" || first != my_layer) next
        locate(path, ours)
        if (my_home in has_rooms) check_room(my_home, my_room, room)
        if (my_inner_home != "" && my_inner_home == inner_home) check_room(inner_home, my_inner_room, inner_room)
    }
    END { exit bad }' $files
