// Draws QR codes as SVG: a white square, and one path of horizontal runs of black modules.
#include "postern/text/qr_code.hpp"

#include <qrencode.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "text/escape_html.hpp"

namespace postern::text {

namespace {

constexpr std::size_t kLongestText = 2331;  // in bytes: what the largest code holds at level M
constexpr std::size_t kQuietZone = 4;       // modules on each side, as ISO/IEC 18004 wants
constexpr std::size_t kRunBytes = sizeof "M181 181h177v1h-177z";
constexpr std::size_t kFrameBytes = 512;

/// Wipes the modules, which say what the text says, before it gives them back.
struct Release {
    void operator()(QRcode* code) const noexcept {
        volatile unsigned char* const modules = code->data;
        for (int i = 0; i < code->width * code->width; ++i) modules[i] = 0;
        QRcode_free(code);
    }
};

using Code = std::unique_ptr<QRcode, Release>;

Code encode(std::string_view text) {
    if (text.empty() || text.size() > kLongestText) return nullptr;
    return Code{QRcode_encodeData(static_cast<int>(text.size()),
                                  reinterpret_cast<const unsigned char*>(text.data()),
                                  0,  // the smallest version that holds it
                                  QR_ECLEVEL_M)};
}

/// Black modules side by side in one row.
struct Run {
    std::size_t x;
    std::size_t y;
    std::size_t length;
};

bool is_black(const QRcode& code, std::size_t x, std::size_t y) {
    const auto width = static_cast<std::size_t>(code.width);
    return (code.data[y * width + x] & 1) != 0;  // the other bits are the library's own
}

std::vector<Run> runs_of(const QRcode& code) {
    const auto width = static_cast<std::size_t>(code.width);
    std::vector<Run> runs;
    for (std::size_t y = 0; y < width; ++y)
        for (std::size_t x = 0; x < width; ++x) {
            if (!is_black(code, x, y)) continue;
            if (x > 0 && is_black(code, x - 1, y))
                ++runs.back().length;
            else
                runs.push_back({.x = x, .y = y, .length = 1});
        }
    return runs;
}

void append_run(std::string& svg, const Run& run) {
    const std::string length = std::to_string(run.length);
    svg += 'M';
    svg += std::to_string(run.x + kQuietZone);
    svg += ' ';
    svg += std::to_string(run.y + kQuietZone);
    svg += 'h';
    svg += length;
    svg += "v1h-";
    svg += length;
    svg += 'z';
}

}  // namespace

std::optional<QrCode> qr_code(const Secret& text) {
    const Code code = encode(text.reveal());
    if (!code) return std::nullopt;
    const auto runs = runs_of(*code);
    std::string path;
    // Once, so that growing leaves no copy behind.
    path.reserve(runs.size() * kRunBytes);
    for (const auto& run : runs) append_run(path, run);
    return QrCode{static_cast<std::size_t>(code->width) + 2 * kQuietZone, Secret{std::move(path)}};
}

std::optional<Secret> qr_svg(const Secret& text, std::string_view title) {
    const auto code = qr_code(text);
    if (!code) return std::nullopt;
    const std::string name = escape_html(title);
    const auto side = std::to_string(code->side);
    std::string svg;
    svg.reserve(kFrameBytes + name.size() + code->path.size());
    svg +=
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"qr-title\" "
        "viewBox=\"0 0 ";
    svg += side + ' ' + side;
    svg += "\" width=\"240\" height=\"240\" shape-rendering=\"crispEdges\"><title id=\"qr-title\">";
    svg += name;
    svg += "</title><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path fill=\"#000\" d=\"";
    svg += code->path.reveal();
    svg += "\"/></svg>";
    return Secret{std::move(svg)};
}

}  // namespace postern::text
