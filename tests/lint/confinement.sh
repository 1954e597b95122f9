#!/bin/sh
# Fails when a third-party header is included outside of the one folder that may know it, or when
# a header is neither standard, nor POSIX, nor in the table.  Usage: confinement.sh [ROOT]
cd "${1:-$(dirname "$0")/../..}" || exit 2

# PATTERN of the header, FOLDER under src/ or include/postern/ (or several, with commas).
table='
^(sodium[.]h|sodium/)                                        crypto
^openssl/                                                   crypto
^utf8proc[.]h                                                crypto,model,text
^idn2[.]h                                                    model
^rapidjson/                                                 json
^cgicc/                                                     http
^(fcgi[a-z_]*[.]h|fastcgi[.]h)                                fastcgi
^(cppconn/|mysql|mariadb|conncpp|jdbc/)                     store/mysql
^toml                                                       config
^ctemplate/                                                 text
^CLI/                                                       app/console
^zxcvbn[.]h                                                  crypto
^(crypt|argon2)[.]h                                          crypto
^date/                                                      text
^curl/                                                      mail
^qrencode[.]h                                                text
^seccomp[.]h$                                               process
'
# What comes with the C library and the kernel; C++ headers have neither slash nor dot.
system='^(sys|arpa|net|netinet|linux)/|^(cxxabi|dirent|dlfcn|errno|fcntl|fnmatch|glob|grp|ifaddrs|langinfo|limits|malloc|netdb|poll|pthread|pwd|sched|semaphore|signal|spawn|stdlib|string|strings|syslog|termios|time|ucontext|unistd)[.]h$'

files=$(find src include -name '*.hpp' -o -name '*.cpp' 2>/dev/null | sort)
[ -n "$files" ] || exit 0
# shellcheck disable=SC2086
awk -v table="$table" -v system_headers="$system" '
    BEGIN {
        lines = split(table, line, "\n")
        for (i = 1; i <= lines; ++i)
            if (split(line[i], word, /[ \t]+/) >= 2) { ++n; pattern[n] = word[1]; home[n] = word[2] }
    }
    function folder_of(file) { sub(/^(src|include\/postern)\//, "", file); return file }
    function is_at_home(folder, homes,    part, count, j) {
        count = split(homes, part, ",")
        for (j = 1; j <= count; ++j) if (index(folder, part[j] "/") == 1) return 1
        return 0
    }
    /^[ \t]*#[ \t]*include[ \t]*[<"]/ {
        by_angle = $0 ~ /include[ \t]*</
        path = $0; sub(/^[^<"]*[<"]/, "", path); sub(/[>"].*$/, "", path)
        for (i = 1; i <= n; ++i)
            if (path ~ pattern[i] && (by_angle || path !~ /\.hpp$/)) {
                if (!is_at_home(folder_of(FILENAME), home[i])) {
                    printf "%s:%d: <%s> belongs to %s alone\n", FILENAME, FNR, path, home[i]
                    bad = 1
                }
                next
            }
        if (by_angle && path ~ /[.\/]/ && path !~ system_headers) {
            printf "%s:%d: <%s> is in no table of tests/lint/confinement.sh\n", FILENAME, FNR, path
            bad = 1
        }
    }
    END { exit bad }' $files
