#define BOOST_TEST_DYN_LINK
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include "postern/base/log.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using namespace std::string_literals;

namespace {

std::string json(std::initializer_list<log::Field> fields) {
    return log::format_line(log::Format::Json, log::Level::Info, "gate", 42,
                            "2026-11-21T08:50:00.123Z", "event", fields);
}

std::string text(std::initializer_list<log::Field> fields) {
    return log::format_line(log::Format::Text, log::Level::Warning, "gate", 42,
                            "2026-11-21T08:50:00.123Z", "event", fields);
}

/// The value part of a line with the one field `f`.
std::string json_value(std::string_view value) {
    const std::string line = json({{"f", value}});
    const auto at = line.find("\"f\":");
    return line.substr(at + 4, line.size() - at - 5);
}

/// With every digit as `d`.
std::string form_of(std::string text) {
    for (char& c : text) c = c >= '0' && c <= '9' ? 'd' : c;
    return text;
}

/// Standard error goes into a pipe while it lives.
class CapturedStderr {
public:
    CapturedStderr() : saved_{::dup(STDERR_FILENO)} {
        BOOST_REQUIRE(::pipe2(pipe_.data(), O_CLOEXEC | O_NONBLOCK) == 0);
        ::dup2(pipe_[1], STDERR_FILENO);
    }
    ~CapturedStderr() {
        ::dup2(saved_, STDERR_FILENO);
        for (const int fd : {saved_, pipe_[0], pipe_[1]}) ::close(fd);
        log::configure(log::Format::Json, log::Level::Info, "postern");
    }
    CapturedStderr(const CapturedStderr&) = delete;
    CapturedStderr& operator=(const CapturedStderr&) = delete;

    std::string read() {
        std::string bytes(65536, '\0');
        const ssize_t count = ::read(pipe_[0], bytes.data(), bytes.size());
        bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return bytes;
    }

private:
    int saved_;
    std::array<int, 2> pipe_{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(log_tests)

BOOST_AUTO_TEST_CASE(format_line_writes_json_with_all_kinds_of_fields) {
    BOOST_TEST(json({{"site", "demo"},
                     {"count", 3},
                     {"big", std::int64_t{-5'000'000'000}},
                     {"size", std::size_t{7}},
                     {"ok", true},
                     {"bad", false}}) ==
               R"({"time":"2026-11-21T08:50:00.123Z","level":"info","role":"gate","pid":42,)"
               R"("event":"event","site":"demo","count":3,"big":-5000000000,"size":7,"ok":true,)"
               R"("bad":false})");
}

BOOST_AUTO_TEST_CASE(format_line_writes_text_for_people) {
    BOOST_TEST(
        text({{"site", "demo"}, {"path", "/a b"}, {"count", 3}, {"none", ""}}) ==
        R"(2026-11-21T08:50:00.123Z warning gate[42] event site=demo path="/a b" count=3 none="")");
}

BOOST_AUTO_TEST_CASE(format_line_names_every_level) {
    using enum log::Level;
    const std::vector<std::pair<log::Level, std::string>> rows{
        {Debug, "debug"}, {Info, "info"}, {Warning, "warning"}, {Error, "error"}};
    for (const auto& [level, name] : rows)
        BOOST_TEST(log::format_line(log::Format::Text, level, "r", 1, "t", "e", {}) ==
                   "t " + name + " r[1] e");
}

BOOST_AUTO_TEST_CASE(format_line_escapes_what_could_forge_or_break_a_line) {
    struct Row {
        std::string name;
        std::string value;
        std::string written;
    };
    const std::vector<Row> rows{
        {"quote and backslash", "a\"b\\c", R"("a\"b\\c")"},
        {"line end", "a\nb\rc", R"("a\u000ab\u000dc")"},
        {"NUL", "a\0b"s, R"("a\u0000b")"},
        {"escape and DEL", "\x1b[31m\x7f", R"("\u001b[31m\u007f")"},
        {"C1 control", "\xc2\x9b", R"("\u009b")"},
        {"next line U+0085", "\xc2\x85", R"("\u0085")"},
        {"line separator", "\xe2\x80\xa8", R"("\u2028")"},
        {"other scripts stay", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
         "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\""},
        {"invalid byte", "a\xff"s + "b", "\"a\xef\xbf\xbd"s + "b\""},
        {"cut sequence", "\xe2\x82", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
        {"overlong line end", "\xc0\x8a", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
        {"surrogate", "\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
    };
    for (const Row& row : rows) BOOST_TEST_CONTEXT(row.name) {
            BOOST_TEST(json_value(row.value) == row.written);
        }
}

BOOST_AUTO_TEST_CASE(format_line_quotes_text_that_could_be_taken_for_another_field) {
    BOOST_TEST(text({{"f", "x level=error"}}).ends_with("f=\"x level=error\""));
    BOOST_TEST(text({{"f", "a=b"}}).ends_with("f=\"a=b\""));
    BOOST_TEST(text({{"f", "a\nb"}}).ends_with("f=\"a\\u000ab\""));
}

BOOST_AUTO_TEST_CASE(write_sends_one_whole_line) {
    CapturedStderr captured;
    log::configure(log::Format::Json, log::Level::Info, "portal");
    log::info("started", {{"workers", 2}});
    const std::string written = captured.read();
    // The time is the present one; only its form is known: 2026-11-21T08:50:00.123Z.
    const std::string start = "{\"time\":\"";
    BOOST_TEST(written.starts_with(start));
    BOOST_TEST(form_of(written.substr(start.size(), 24)) == "dddd-dd-ddTdd:dd:dd.dddZ");
    BOOST_TEST(written.substr(start.size() + 24) ==
               "\",\"level\":\"info\",\"role\":\"portal\",\"pid\":" + std::to_string(::getpid()) +
                   ",\"event\":\"started\",\"workers\":2}\n");
}

BOOST_AUTO_TEST_CASE(write_drops_lines_below_the_lowest_level) {
    CapturedStderr captured;
    log::configure(log::Format::Text, log::Level::Warning, "gate");
    log::info("quiet");
    BOOST_TEST(captured.read().empty());
    log::warning("loud");
    BOOST_TEST(captured.read().find("loud") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(write_keeps_errno_when_the_line_cannot_be_written) {
    CapturedStderr captured;
    log::configure(log::Format::Text, log::Level::Info, "gate");
    const std::string large(1 << 20, 'x');  // more than the pipe holds, which does not block
    errno = ENOENT;
    log::error("first", {{"f", large}});
    log::error("second", {{"f", large}});
    BOOST_TEST(errno == ENOENT);
}

BOOST_AUTO_TEST_CASE(a_line_after_a_truncated_one_begins_a_new_line) {
    // A file that may not grow: what is written ends within the line, as on a full disk.
    const test::TemporaryFolder folder;
    const std::string path = folder.path() + "/log";
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        log::configure(log::Format::Json, log::Level::Info, "gate");
        ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
        log::info("whole");  // after what an earlier test has cut
        const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        ::dup2(file, STDERR_FILENO);
        const pid_t worker = ::fork();  // one process is cut, another writes the next line
        if (worker == 0) {
            const rlimit small{.rlim_cur = 20, .rlim_max = RLIM_INFINITY};
            ::setrlimit(RLIMIT_FSIZE, &small);
            log::info("first");
            log::info("lost");
            ::_exit(0);
        }
        ::waitpid(worker, nullptr, 0);
        log::info("second");
        log::info("third");
        ::_exit(0);
    }
    int status = -1;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST(status == 0);
    std::ifstream written{path};
    std::vector<std::string> lines;
    for (std::string line; std::getline(written, line);) lines.push_back(line);
    BOOST_REQUIRE(lines.size() == 3u);
    BOOST_TEST(lines[0].size() == 20u);
    BOOST_TEST(lines[1].starts_with("{\"time\""));
    BOOST_TEST(lines[1].find("\"second\"") != std::string::npos);
    BOOST_TEST(lines[2].find("\"third\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(values_cannot_change_the_direction_of_the_line) {
    BOOST_TEST(json_value("a\u202Eb") == R"("a\u202eb")");
    BOOST_TEST(json_value("\u2066\u200F") == R"("\u2066\u200f")");
    BOOST_TEST(json_value("\U0001FFFE") == R"("\ud83f\udffe")");
}

BOOST_AUTO_TEST_SUITE_END()
