// Password checks per second by libsodium alone, with nothing of Postern's around them: what
// sign-ins are measured against. They run at the priority of portal workers, so that whatever else
// the machine does takes from both alike.
//
// usage: bench_hashing PROCESSES SECONDS      prints the checks per second of all together
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "postern/process/background.hpp"

using namespace postern;
using Steady = std::chrono::steady_clock;

namespace {

constexpr int kPortalNice = 10;
constexpr std::string_view kPassword = "correct horse battery staple";
/// The defaults of password.argon2_memory_kib and password.argon2_passes.
constexpr std::size_t kMemoryBytes = std::size_t{19456} * 1024;
constexpr unsigned long long kPasses = 2;

using Hash = std::array<char, crypto_pwhash_STRBYTES>;

/// Checks until the time is over, and writes how many to `answer`.
[[noreturn]] void work(const Hash& hash, std::chrono::seconds time, int answer) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpriority(PRIO_PROCESS, 0, kPortalNice);
    process::Background background;
    std::uint64_t count = 0;
    const auto end = Steady::now() + time;
    while (Steady::now() < end) {
        background.settle();
        if (crypto_pwhash_str_verify(hash.data(), kPassword.data(), kPassword.size()) != 0)
            _exit(1);
        ++count;
    }
    _exit(write(answer, &count, sizeof count) == sizeof count ? 0 : 1);
}

}  // namespace

int main(int argc, char** argv) {
    const int processes = argc == 3 ? std::atoi(argv[1]) : 0;
    const std::chrono::seconds time{argc == 3 ? std::atoi(argv[2]) : 0};
    int pipe_ends[2];
    if (processes <= 0 || time.count() <= 0 || pipe(pipe_ends) != 0) {
        std::cerr << "usage: bench_hashing PROCESSES SECONDS\n";
        return 2;
    }
    Hash hash{};
    if (sodium_init() < 0 ||
        crypto_pwhash_str_alg(hash.data(), kPassword.data(), kPassword.size(), kPasses,
                              kMemoryBytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        std::cerr << "bench_hashing: libsodium cannot hash\n";
        return 1;
    }
    const auto began = Steady::now();
    for (int i = 0; i < processes; ++i)
        if (fork() == 0) work(hash, time, pipe_ends[1]);

    bool good = true;
    std::uint64_t total = 0;
    for (int status = 0; wait(&status) > 0;) {
        std::uint64_t count = 0;
        good = good && status == 0 && read(pipe_ends[0], &count, sizeof count) == sizeof count;
        total += count;
    }
    const std::chrono::duration<double> took = Steady::now() - began;
    std::cout << static_cast<double>(total) / took.count() << "\n";
    return good ? 0 : 1;
}
