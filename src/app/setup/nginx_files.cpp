#include "app/setup/nginx_files.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "app/console/console.hpp"
#include "app/setup/files.hpp"

namespace postern::app {

namespace {

constexpr const char* kNginx = "/usr/sbin/nginx";

[[noreturn]] void become_nginx_test(int output) {
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execl(kNginx, "nginx", "-t", "-q", static_cast<char*>(nullptr));
    _exit(127);
}

std::string read_to_end(int fd) {
    std::string text;
    std::array<char, 4096> part{};
    for (;;) {
        const ssize_t count = read(fd, part.data(), part.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return text;
        text.append(part.data(), static_cast<std::size_t>(count));
    }
}

/// The output of `nginx -t` when it fails, else empty.
std::string complaint_of_nginx() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::system_error{errno, std::generic_category(), "pipe"};
    const pid_t child = fork();
    if (child == 0) become_nginx_test(ends[1]);
    close(ends[1]);
    const std::string said = child < 0 ? "" : read_to_end(ends[0]);
    close(ends[0]);
    if (child < 0) throw std::system_error{errno, std::generic_category(), "fork"};
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return said.empty() ? "nginx -t failed without a message" : said;
}

void remove_files(const std::vector<std::string>& paths) {
    for (const auto& path : paths) unlink(path.c_str());
}

}  // namespace

bool has_nginx() { return access(kNginx, X_OK) == 0; }

std::vector<std::string> write_nginx_files(const std::vector<NginxFile>& files) {
    std::vector<std::string> written;
    for (const auto& [path, text] : files)
        if (write_new_file(path, kWrittenByInit + text, 0644)) written.push_back(path);
    if (!has_nginx()) return written;
    const auto complaint = complaint_of_nginx();
    if (complaint.empty()) return written;
    remove_files(written);
    throw CommandError{
        kRefused,
        "nginx rejects its configuration" +
            std::string{written.empty() ? "" : " with Postern's files, which were removed again"} +
            ":\n" + complaint + "Fix this and run postern init again."};
}

}  // namespace postern::app
