// Fuzzes the gate's FastCGI record reader: whatever arrives, in whatever pieces, it says the same
// and holds no more than it may.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "fastcgi/record_reader.hpp"

namespace {

using namespace postern::fastcgi;

constexpr std::size_t kMaxBytes = 2048;

/// What a reader made of the bytes, as one text to compare.
struct Story {
    std::string text;
    std::string replies;
};

void require(bool condition) {
    if (!condition) std::abort();
}

void note_request(Story& story, const RecordReader& reader) {
    story.text += "request " + std::to_string(reader.request_id()) +
                  (reader.keep_connection() ? " kept\n" : "\n");
    std::size_t bytes = 0;
    for (const auto& [name, value] : reader.parameters()) {
        story.text += name + "=" + value + "\n";
        bytes += name.size() + value.size();
    }
    require(bytes <= kMaxBytes);
    require(reader.parameters().size() <= RecordReader::kMaxParameters);
    require(reader.is_between_requests());
}

Story read_in_pieces(std::string_view bytes, std::size_t piece_bytes) {
    RecordReader reader{kMaxBytes};
    Story story;
    while (!bytes.empty()) {
        auto piece = bytes.substr(0, piece_bytes);
        bytes.remove_prefix(piece.size());
        for (bool more = true; more;) {
            const auto step = reader.feed(piece, story.replies);
            if (step == ReadStep::Close) {
                story.text += "close " + std::string{to_text(reader.refusal())};
                return story;
            }
            if (step == ReadStep::Request) note_request(story, reader);
            require(step != ReadStep::NeedMore || piece.empty());
            more = step == ReadStep::Request;
        }
    }
    story.text += reader.is_between_requests() ? "idle" : "waiting";
    return story;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const auto whole = read_in_pieces(bytes, std::max<std::size_t>(size, 1));
    // A record of 8 bytes can ask for a reply of 16; nothing asks for more.
    require(whole.replies.size() <= 2 * size);
    for (const std::size_t piece_bytes : {1U, 7U, 8U, 100U}) {
        const auto pieces = read_in_pieces(bytes, piece_bytes);
        require(pieces.text == whole.text);
        require(pieces.replies == whole.replies);
    }
    return 0;
}
