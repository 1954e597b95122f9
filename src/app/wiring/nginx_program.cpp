#include "app/wiring/nginx_program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace postern::app {

namespace {

constexpr std::size_t kMaxBytes = 16 * 1024 * 1024;

/// A nameless file in memory: unlike a pipe, it never holds up who writes to it.
class Capture {
public:
    Capture() : descriptor_{::memfd_create("nginx", MFD_CLOEXEC)} {
        if (descriptor_ < 0) throw std::system_error{errno, std::generic_category(), "memfd"};
    }
    ~Capture() { ::close(descriptor_); }
    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;

    int descriptor() const noexcept { return descriptor_; }

    std::string text() const {
        std::string text;
        std::array<char, 16 * 1024> part{};
        while (text.size() < kMaxBytes) {
            const ssize_t count =
                ::pread(descriptor_, part.data(), part.size(), static_cast<off_t>(text.size()));
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) break;
            text.append(part.data(), static_cast<std::size_t>(count));
        }
        return text;
    }

private:
    int descriptor_;
};

/// What the child's standard streams become.
class Streams {
public:
    Streams(const Capture& out, const Capture& err) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&actions_, out.descriptor(), STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, err.descriptor(), STDERR_FILENO);
    }
    ~Streams() { ::posix_spawn_file_actions_destroy(&actions_); }
    Streams(const Streams&) = delete;
    Streams& operator=(const Streams&) = delete;

    const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

}  // namespace

bool has_nginx() { return ::access(kNginxProgram, X_OK) == 0; }

NginxOutput run_nginx(const std::vector<std::string>& arguments, const std::string& program) {
    std::vector<std::string> words{"nginx"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);

    const Capture out;
    const Capture err;
    const Streams streams{out, err};
    pid_t child = 0;
    if (const int error =
            ::posix_spawnp(&child, program.c_str(), streams.get(), nullptr, argv.data(), environ);
        error != 0)
        throw std::system_error{error, std::generic_category(), program};
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) throw std::system_error{errno, std::generic_category(), "waitpid"};
    return {WIFEXITED(status) && WEXITSTATUS(status) == 0, out.text(), err.text()};
}

}  // namespace postern::app
