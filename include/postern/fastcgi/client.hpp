/// client: asks a FastCGI server on this host one question (FastCGI 1.0, the role of a web server).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "postern/http/parameters.hpp"

namespace postern::fastcgi {

/// Connects to the unix socket, sends the parameters, CONTENT_LENGTH and the body, and returns what
/// the server wrote to its output. Nothing when it can't be reached, answers wrongly or with more
/// than 64 KiB, or takes longer than `patience` in all. Blocks; leaves no copy of what it sent.
std::optional<std::string> ask(const std::string& socket, const http::Parameters& parameters,
                               std::string_view body, std::chrono::milliseconds patience);

}  // namespace postern::fastcgi
