#include "fastcgi/record_reader.hpp"

#include <algorithm>
#include <optional>

#include "postern/base/check.hpp"

namespace postern::fastcgi {

namespace {

std::uint16_t two_bytes(std::uint8_t high, std::uint8_t low) noexcept {
    return static_cast<std::uint16_t>(high << 8 | low);
}

std::uint8_t byte_at(std::string_view bytes, std::size_t i) noexcept {
    return static_cast<std::uint8_t>(bytes[i]);
}

/// A length of a name or a value (specification, 3.4): one byte, or four with the top bit set.
std::optional<std::size_t> take_length(std::string_view& bytes) noexcept {
    if (bytes.empty()) return std::nullopt;
    const auto first = byte_at(bytes, 0);
    if ((first & 0x80) == 0) {
        bytes.remove_prefix(1);
        return first;
    }
    if (bytes.size() < 4) return std::nullopt;
    const auto length = static_cast<std::size_t>(first & 0x7F) << 24 |
                        static_cast<std::size_t>(byte_at(bytes, 1)) << 16 |
                        static_cast<std::size_t>(byte_at(bytes, 2)) << 8 | byte_at(bytes, 3);
    bytes.remove_prefix(4);
    return length;
}

std::string_view take(std::string_view& bytes, std::size_t count) noexcept {
    const auto taken = bytes.substr(0, count);
    bytes.remove_prefix(taken.size());
    return taken;
}

}  // namespace

std::string_view to_text(Refusal refusal) noexcept {
    switch (refusal) {
        case Refusal::None:
            return "none";
        case Refusal::Version:
            return "version";
        case Refusal::Role:
            return "role";
        case Refusal::Malformed:
            return "malformed";
        case Refusal::OutOfOrder:
            return "out_of_order";
        case Refusal::TooLarge:
            return "too_large";
    }
    return "none";
}

ReadStep RecordReader::feed(std::string_view& bytes, std::string& replies) {
    POSTERN_CHECK(refusal_ == Refusal::None);
    for (;;) {
        if (header_bytes_ < kHeaderBytes) {
            if (!fill_header(bytes)) return ReadStep::NeedMore;
            if (start_record() == ReadStep::Close) return ReadStep::Close;
        }
        if (!take_content(bytes) || !skip_padding(bytes)) return ReadStep::NeedMore;
        header_bytes_ = 0;
        const auto step = finish_record(replies);
        if (step != ReadStep::NeedMore) return step;
    }
}

bool RecordReader::fill_header(std::string_view& bytes) noexcept {
    const auto taken = take(bytes, kHeaderBytes - header_bytes_);
    std::ranges::copy(taken, header_.begin() + static_cast<std::ptrdiff_t>(header_bytes_));
    header_bytes_ += taken.size();
    return header_bytes_ == kHeaderBytes;
}

ReadStep RecordReader::start_record() noexcept {
    record_id_ = two_bytes(header_[2], header_[3]);
    content_left_ = two_bytes(header_[4], header_[5]);
    padding_left_ = header_[6];
    is_end_of_stream_ = content_left_ == 0;
    action_ = Action::Skip;
    if (header_[0] != kVersion) return refuse(Refusal::Version);
    return choose_action();
}

ReadStep RecordReader::choose_action() noexcept {
    switch (static_cast<RecordType>(header_[1])) {
        case RecordType::BeginRequest:
            if (record_id_ == 0 || content_left_ != kBeginBodyBytes)
                return refuse(Refusal::Malformed);
            action_ = Action::Begin;
            return ReadStep::NeedMore;
        case RecordType::AbortRequest:
        case RecordType::Params:
        case RecordType::Stdin:
        case RecordType::Data:
            return choose_for_request();
        case RecordType::GetValues:
            if (record_id_ != 0) return refuse(Refusal::Malformed);
            action_ = Action::NoValues;
            return ReadStep::NeedMore;
        case RecordType::EndRequest:
        case RecordType::Stdout:
        case RecordType::Stderr:
        case RecordType::GetValuesResult:
        case RecordType::UnknownType:
            return refuse(Refusal::OutOfOrder);  // only an application says these
    }
    action_ = Action::UnknownType;
    return ReadStep::NeedMore;
}

ReadStep RecordReader::choose_for_request() noexcept {
    if (record_id_ == 0) return refuse(Refusal::Malformed);
    // Of a request that is over or was refused: the specification (3.3) says to ignore it.
    if (!active_ || record_id_ != request_id_) return ReadStep::NeedMore;
    const auto type = static_cast<RecordType>(header_[1]);
    if (type == RecordType::Params) return start_params();
    if (type == RecordType::AbortRequest) {
        action_ = Action::Abort;
        return ReadStep::NeedMore;
    }
    // DATA belongs to another role; STDIN ahead of the parameters' end is no order that nginx uses.
    if (type == RecordType::Data || !params_ended_) return refuse(Refusal::OutOfOrder);
    action_ = Action::Stdin;
    return ReadStep::NeedMore;
}

ReadStep RecordReader::start_params() noexcept {
    if (params_ended_) return refuse(Refusal::OutOfOrder);
    if (content_left_ > max_parameter_bytes_ - params_.size()) return refuse(Refusal::TooLarge);
    action_ = Action::Params;
    return ReadStep::NeedMore;
}

bool RecordReader::take_content(std::string_view& bytes) {
    const auto taken = take(bytes, content_left_);
    if (action_ == Action::Params) params_.append(taken);
    if (action_ == Action::Begin)
        std::ranges::copy(taken, begin_body_.begin() +
                                     static_cast<std::ptrdiff_t>(kBeginBodyBytes - content_left_));
    content_left_ -= taken.size();
    return content_left_ == 0;
}

bool RecordReader::skip_padding(std::string_view& bytes) noexcept {
    padding_left_ -= take(bytes, padding_left_).size();
    return padding_left_ == 0;
}

ReadStep RecordReader::finish_record(std::string& replies) {
    switch (action_) {
        case Action::Skip:
            return ReadStep::NeedMore;
        case Action::Begin:
            return begin_request(replies);
        case Action::Params:
            return is_end_of_stream_ ? end_params() : ReadStep::NeedMore;
        case Action::Stdin:
            if (!is_end_of_stream_) return ReadStep::NeedMore;
            active_ = false;
            return ReadStep::Request;
        case Action::Abort:
            return abort_request(replies);
        case Action::NoValues:
            append_no_values(replies);
            return ReadStep::NeedMore;
        case Action::UnknownType:
            append_unknown_type(replies, header_[1]);
            return ReadStep::NeedMore;
    }
    return refuse(Refusal::Malformed);
}

ReadStep RecordReader::begin_request(std::string& replies) {
    if (active_ && record_id_ == request_id_) return refuse(Refusal::OutOfOrder);
    if (active_) {
        append_end_request(replies, record_id_, ProtocolStatus::CannotMultiplex);
        return ReadStep::NeedMore;
    }
    if (two_bytes(begin_body_[0], begin_body_[1]) != kResponder) {
        append_end_request(replies, record_id_, ProtocolStatus::UnknownRole);
        return refuse(Refusal::Role);
    }
    keep_connection_ = (begin_body_[2] & kKeepConnection) != 0;
    request_id_ = record_id_;
    active_ = true;
    params_ended_ = false;
    params_.clear();
    parameters_.clear();
    return ReadStep::NeedMore;
}

ReadStep RecordReader::abort_request(std::string& replies) {
    active_ = false;
    append_end_request(replies, request_id_, ProtocolStatus::RequestComplete);
    return keep_connection_ ? ReadStep::NeedMore : ReadStep::Close;
}

ReadStep RecordReader::end_params() {
    params_ended_ = true;
    return decode_params() ? ReadStep::NeedMore : ReadStep::Close;
}

bool RecordReader::decode_params() {
    std::string_view left = params_;
    while (!left.empty()) {
        const auto name_bytes = take_length(left);
        const auto value_bytes = take_length(left);
        // Compared one after the other: their sum could be more than the type holds.
        if (!name_bytes || !value_bytes || *name_bytes > left.size() ||
            *value_bytes > left.size() - *name_bytes) {
            refuse(Refusal::Malformed);
            return false;
        }
        if (parameters_.size() == kMaxParameters) {
            refuse(Refusal::TooLarge);
            return false;
        }
        const auto name = take(left, *name_bytes);
        parameters_.add(name, take(left, *value_bytes));
    }
    return true;
}

ReadStep RecordReader::refuse(Refusal refusal) noexcept {
    refusal_ = refusal;
    return ReadStep::Close;
}

}  // namespace postern::fastcgi
