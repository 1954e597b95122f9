/// record: FastCGI 1.0 record types (specification, section 8) and the records that we write.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace postern::fastcgi {

inline constexpr std::uint8_t kVersion = 1;
inline constexpr std::size_t kHeaderBytes = 8;
inline constexpr std::size_t kBeginBodyBytes = 8;
inline constexpr std::uint16_t kResponder = 1;
inline constexpr std::uint8_t kKeepConnection = 1;

enum class RecordType : std::uint8_t {
    BeginRequest = 1,
    AbortRequest = 2,
    EndRequest = 3,
    Params = 4,
    Stdin = 5,
    Stdout = 6,
    Stderr = 7,
    Data = 8,
    GetValues = 9,
    GetValuesResult = 10,
    UnknownType = 11,
};

enum class ProtocolStatus : std::uint8_t {
    RequestComplete = 0,
    CannotMultiplex = 1,
    Overloaded = 2,
    UnknownRole = 3,
};

/// The whole answer to one request: STDOUT records, the empty STDOUT that ends the stream,
/// END_REQUEST.
void append_answer(std::string& out, std::uint16_t request_id, std::string_view answer);
/// Records of one stream, and the empty one that ends it.
void append_stream(std::string& out, RecordType type, std::uint16_t request_id,
                   std::string_view bytes);
/// A Responder's request, after which the server closes the connection.
void append_begin_request(std::string& out, std::uint16_t request_id);
/// A name and its value, as they stand in the stream of parameters (specification, 3.4). REQUIRES:
/// each is shorter than 2^31 bytes.
void append_pair(std::string& out, std::string_view name, std::string_view value);
void append_end_request(std::string& out, std::uint16_t request_id, ProtocolStatus status);
void append_unknown_type(std::string& out, std::uint8_t type);
/// The answer to FCGI_GET_VALUES that names no value, as the specification (4.1) allows: its size
/// does not depend on what was asked.
void append_no_values(std::string& out);

}  // namespace postern::fastcgi
