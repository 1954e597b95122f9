/// captured_log: what the process writes to standard error while the object lives.
#pragma once

#include <unistd.h>

#include <array>
#include <cstdio>
#include <future>
#include <string>
#include <string_view>

#include "postern/base/check.hpp"

namespace postern::test {

class CapturedLog {
public:
    CapturedLog() : file_{std::tmpfile()}, original_{dup(STDERR_FILENO)} {
        POSTERN_CHECK(file_ != nullptr && original_ >= 0);
        POSTERN_CHECK(dup2(fileno(file_), STDERR_FILENO) >= 0);
    }
    ~CapturedLog() {
        dup2(original_, STDERR_FILENO);
        close(original_);
        std::fclose(file_);
    }
    CapturedLog(const CapturedLog&) = delete;
    CapturedLog& operator=(const CapturedLog&) = delete;

    /// Everything so far.
    std::string text() const {
        std::string all;
        std::array<char, 4096> part{};
        for (off_t at = 0;;) {
            const auto count = pread(fileno(file_), part.data(), part.size(), at);
            if (count <= 0) return all;
            all.append(part.data(), static_cast<std::size_t>(count));
            at += count;
        }
    }
    /// Runs it in a thread of its own, which has limits of its own (LogLimit): what is logged once
    /// in a second at most is logged here, whatever ran before.
    template <class Function>
    void during(const Function& function) const {
        std::async(std::launch::async, [&function] { function(); }).get();
    }

    bool has(std::string_view part) const { return text().find(part) != std::string::npos; }

private:
    std::FILE* file_;
    int original_;
};

}  // namespace postern::test
