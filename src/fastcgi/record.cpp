#include "fastcgi/record.hpp"

namespace postern::fastcgi {

namespace {

/// The largest multiple of 8 that a record can hold: the next one starts aligned without padding.
constexpr std::size_t kMaxContent = 65528;

void append_header(std::string& out, RecordType type, std::uint16_t request_id,
                   std::size_t content_bytes) {
    const char header[kHeaderBytes] = {static_cast<char>(kVersion),
                                       static_cast<char>(type),
                                       static_cast<char>(request_id >> 8),
                                       static_cast<char>(request_id & 0xFF),
                                       static_cast<char>(content_bytes >> 8),
                                       static_cast<char>(content_bytes & 0xFF),
                                       0,
                                       0};
    out.append(header, sizeof header);
}

/// One byte, or four with the top bit set.
void append_length(std::string& out, std::size_t length) {
    if (length > 127)
        for (const int shift : {24, 16, 8})
            out += static_cast<char>((length >> shift & 0xFF) | (shift == 24 ? 0x80U : 0U));
    out += static_cast<char>(length & 0xFF);
}

}  // namespace

void append_answer(std::string& out, std::uint16_t request_id, std::string_view answer) {
    append_stream(out, RecordType::Stdout, request_id, answer);
    append_end_request(out, request_id, ProtocolStatus::RequestComplete);
}

void append_stream(std::string& out, RecordType type, std::uint16_t request_id,
                   std::string_view bytes) {
    while (!bytes.empty()) {
        const auto piece = bytes.substr(0, kMaxContent);
        append_header(out, type, request_id, piece.size());
        out.append(piece);
        bytes.remove_prefix(piece.size());
    }
    append_header(out, type, request_id, 0);
}

void append_begin_request(std::string& out, std::uint16_t request_id) {
    append_header(out, RecordType::BeginRequest, request_id, kBeginBodyBytes);
    const char body[kBeginBodyBytes] = {0, static_cast<char>(kResponder), 0, 0, 0, 0, 0, 0};
    out.append(body, sizeof body);
}

void append_pair(std::string& out, std::string_view name, std::string_view value) {
    append_length(out, name.size());
    append_length(out, value.size());
    out.append(name).append(value);
}

void append_end_request(std::string& out, std::uint16_t request_id, ProtocolStatus status) {
    append_header(out, RecordType::EndRequest, request_id, 8);
    const char body[8] = {0, 0, 0, 0, static_cast<char>(status), 0, 0, 0};
    out.append(body, sizeof body);
}

void append_unknown_type(std::string& out, std::uint8_t type) {
    append_header(out, RecordType::UnknownType, 0, 8);
    const char body[8] = {static_cast<char>(type), 0, 0, 0, 0, 0, 0, 0};
    out.append(body, sizeof body);
}

void append_no_values(std::string& out) { append_header(out, RecordType::GetValuesResult, 0, 0); }

}  // namespace postern::fastcgi
