/// LibraryRequest: libfcgi's side of one connection with one request, made safe to use.
///
/// Owns the connection. Blocking, with time-outs. The only user of libfcgi.
#pragma once

#include <fcgiapp.h>

#include <string_view>

#include "postern/fastcgi/portal_server.hpp"

namespace postern::fastcgi {

class LibraryRequest {
public:
    /// Once per process, ahead of the first request. Keeps the library from taking over signals.
    static void set_up_library();

    /// Takes over `fd`, which blocks. Nothing is read yet.
    explicit LibraryRequest(int fd) noexcept;
    /// Ends the request, if there is one, and closes.
    ~LibraryRequest();
    LibraryRequest(const LibraryRequest&) = delete;
    LibraryRequest& operator=(const LibraryRequest&) = delete;

    /// Reads up to the end of the parameters. False when none came in time, or no FastCGI.
    bool begin() noexcept;
    /// The request with its body. REQUIRES: begin() was true; once.
    RawRequest read(std::size_t max_body_bytes);
    void answer(std::string_view text) noexcept;

private:
    http::BodyState read_body(const http::Parameters& parameters, std::size_t max_body_bytes,
                              std::string& body);
    void drop_input(std::size_t max_bytes) noexcept;

    FCGX_Request raw_;
};

}  // namespace postern::fastcgi
