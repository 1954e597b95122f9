// Runs a fuzz target over every file of a folder, without libFuzzer: `fuzz_json
// tests/fuzz/corpus/json`. Prints how many files it ran. When the target dies, the last line names
// the file it died of.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::string current;  // what a signal handler may read: changed only between two runs

extern "C" void name_the_file(int signal_number) {
    [[maybe_unused]] const auto written = write(STDERR_FILENO, current.data(), current.size());
    raise(signal_number);  // SA_RESETHAND: now it ends the process
}

void install_handlers() {
    struct sigaction action {};
    action.sa_handler = name_the_file;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
    for (const int fatal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM})
        sigaction(fatal, &action, nullptr);
}

std::vector<fs::path> files_of(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{folder})
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

void run(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    const std::string input{std::istreambuf_iterator<char>{stream}, {}};
    current = "died of " + file.string() + '\n';
    // A copy of exactly this size on the heap, so that a sanitizer sees a read beyond its end.
    const std::vector<std::uint8_t> bytes{input.begin(), input.end()};
    alarm(10);
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    alarm(0);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    try {
        install_handlers();
        const auto files = files_of(argv[1]);
        for (const auto& file : files) run(file);
        std::printf("%s: %zu inputs\n", fs::path{argv[0]}.filename().c_str(), files.size());
        return files.empty() ? 1 : 0;  // an empty corpus proves nothing
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s%s\n", current.c_str(), error.what());
        return 1;
    }
}
