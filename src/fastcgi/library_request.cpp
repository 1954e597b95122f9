#include "fastcgi/library_request.hpp"

#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

#include "postern/base/bytes.hpp"

namespace postern::fastcgi {

namespace {

using http::BodyState;

constexpr timeval kIoPatience{.tv_sec = 2, .tv_usec = 0};
/// For a whole body, however steadily it trickles.
constexpr std::chrono::seconds kBodyPatience{5};
constexpr std::size_t kPieceBytes = 16 * 1024;
/// No socket to accept from: the library is only ever given connections.
constexpr int kNoListener = -1;

/// As many bytes as come, up to `count`.
std::size_t get_bytes(FCGX_Stream* in, char* to, std::size_t count) noexcept {
    const int got = FCGX_GetStr(to, static_cast<int>(count), in);
    return got > 0 ? static_cast<std::size_t>(got) : 0;
}

void add_parameters(http::Parameters& parameters, char** environment) {
    for (char** entry = environment; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto equals = text.find('=');
        if (equals != std::string_view::npos)
            parameters.add(text.substr(0, equals), text.substr(equals + 1));
    }
}

}  // namespace

void LibraryRequest::set_up_library() {
    struct sigaction term {};
    struct sigaction user {};
    sigaction(SIGTERM, nullptr, &term);
    sigaction(SIGUSR1, nullptr, &user);
    if (FCGX_Init() != 0) throw std::runtime_error{"libfcgi: cannot initialise"};
    sigaction(SIGTERM, &term, nullptr);
    sigaction(SIGUSR1, &user, nullptr);
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, nullptr);
}

LibraryRequest::LibraryRequest(int fd) noexcept {
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &kIoPatience, sizeof kIoPatience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &kIoPatience, sizeof kIoPatience);
    FCGX_InitRequest(&raw_, kNoListener, 0);
    raw_.ipcFd = fd;
    // As if this were a kept connection between two requests, so that the library reads from it
    // instead of accepting; "detached" closes without the library's lingering.
    raw_.keepConnection = 1;
    raw_.detached = 1;
}

LibraryRequest::~LibraryRequest() {
    raw_.keepConnection = 0;
    FCGX_Finish_r(&raw_);
}

bool LibraryRequest::begin() noexcept { return FCGX_Accept_r(&raw_) == 0; }

RawRequest LibraryRequest::read(std::size_t max_body_bytes) {
    RawRequest request;
    add_parameters(request.parameters, raw_.envp);
    request.body_state = read_body(request.parameters, max_body_bytes, request.body);
    if (request.body_state != BodyState::Complete) {
        request.body.clear();
        drop_input(max_body_bytes);
    }
    return request;
}

BodyState LibraryRequest::read_body(const http::Parameters& parameters, std::size_t max_body_bytes,
                                    std::string& body) {
    const auto text = parameters.get("CONTENT_LENGTH");
    const auto length = text.empty() ? std::optional<std::uint64_t>{0} : to_number(text);
    if (!length) return BodyState::BadLength;
    if (*length > max_body_bytes) return BodyState::TooLarge;

    const auto deadline = std::chrono::steady_clock::now() + kBodyPatience;
    while (body.size() < *length) {
        // Grown as bytes come: a length alone must not make us take memory.
        const auto had = body.size();
        body.resize(std::min<std::size_t>(*length, had + kPieceBytes));
        const auto got = get_bytes(raw_.in, body.data() + had, body.size() - had);
        if (got < body.size() - had || std::chrono::steady_clock::now() > deadline)
            return BodyState::Truncated;
    }
    char surplus = 0;
    return get_bytes(raw_.in, &surplus, 1) == 0 ? BodyState::Complete : BodyState::BadLength;
}

/// So that nginx can finish sending and reads our answer, up to a bound.
void LibraryRequest::drop_input(std::size_t max_bytes) noexcept {
    std::array<char, kPieceBytes> piece;
    const auto deadline = std::chrono::steady_clock::now() + kBodyPatience;
    for (std::size_t dropped = 0; dropped < max_bytes; dropped += piece.size()) {
        if (get_bytes(raw_.in, piece.data(), piece.size()) < piece.size()) return;
        if (std::chrono::steady_clock::now() > deadline) return;
    }
}

void LibraryRequest::answer(std::string_view text) noexcept {
    FCGX_PutStr(text.data(), static_cast<int>(text.size()), raw_.out);
}

}  // namespace postern::fastcgi
