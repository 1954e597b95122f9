/// RecordReader: the incoming half of one FastCGI connection, as a state machine over bytes.
///
/// Does no I/O and keeps no body: it collects a Responder request's parameters, skips its STDIN and
/// says when the request is complete. Bytes may be split anywhere. What a peer can make it hold is
/// bounded by max_parameter_bytes. Refusals (a peer that speaks another protocol, or this one
/// wrongly) end the connection.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fastcgi/record.hpp"
#include "postern/http/parameters.hpp"

namespace postern::fastcgi {

/// Why a connection is given up. None: nothing was wrong.
enum class Refusal {
    None,
    Version,     ///< not FastCGI 1
    Role,        ///< not a Responder
    Malformed,   ///< lengths that contradict each other
    OutOfOrder,  ///< a record that has no place here
    TooLarge,    ///< more parameters than allowed
};

std::string_view to_text(Refusal refusal) noexcept;

enum class ReadStep {
    NeedMore,  ///< all bytes are consumed
    Request,   ///< a request is complete; bytes may be left, for after it was answered
    Close,     ///< send the replies, then close
};

class RecordReader {
public:
    /// nginx sends some twenty parameters; more names than this are refused.
    static constexpr std::size_t kMaxParameters = 256;

    explicit RecordReader(std::size_t max_parameter_bytes) noexcept
        : max_parameter_bytes_{max_parameter_bytes} {}

    /// Reads on, removing what it took from the front of `bytes`, until one request is complete.
    /// Appends to `replies` what the protocol itself wants said (refused multiplexing, unknown
    /// types). REQUIRES: no earlier call returned Close.
    ReadStep feed(std::string_view& bytes, std::string& replies);

    /// Of the request that is complete; good until the next feed().
    const http::Parameters& parameters() const noexcept { return parameters_; }
    std::uint16_t request_id() const noexcept { return request_id_; }
    bool keep_connection() const noexcept { return keep_connection_; }

    /// True when no request and no record has begun.
    bool is_between_requests() const noexcept { return !active_ && header_bytes_ == 0; }
    Refusal refusal() const noexcept { return refusal_; }

private:
    /// What becomes of the present record.
    enum class Action { Skip, Begin, Params, Stdin, Abort, NoValues, UnknownType };

    bool fill_header(std::string_view& bytes) noexcept;
    bool take_content(std::string_view& bytes);
    bool skip_padding(std::string_view& bytes) noexcept;
    ReadStep start_record() noexcept;
    ReadStep choose_action() noexcept;
    ReadStep choose_for_request() noexcept;
    ReadStep start_params() noexcept;
    ReadStep finish_record(std::string& replies);
    ReadStep begin_request(std::string& replies);
    ReadStep abort_request(std::string& replies);
    ReadStep end_params();
    ReadStep refuse(Refusal refusal) noexcept;
    bool decode_params();

    const std::size_t max_parameter_bytes_;

    std::array<std::uint8_t, kHeaderBytes> header_{};
    std::size_t header_bytes_ = 0;
    std::size_t content_left_ = 0;
    std::size_t padding_left_ = 0;
    std::uint16_t record_id_ = 0;
    bool is_end_of_stream_ = false;  ///< the record has no content
    Action action_ = Action::Skip;
    std::array<std::uint8_t, kBeginBodyBytes> begin_body_{};

    bool active_ = false;
    bool params_ended_ = false;
    bool keep_connection_ = false;
    std::uint16_t request_id_ = 0;
    std::string params_;
    http::Parameters parameters_;
    Refusal refusal_ = Refusal::None;
};

}  // namespace postern::fastcgi
