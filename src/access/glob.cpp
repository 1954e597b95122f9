#include "access/glob.hpp"

#include <algorithm>

#include "postern/access/odd_path.hpp"
#include "postern/base/bytes.hpp"
#include "postern/model/rules.hpp"

namespace postern::access {

namespace {

constexpr std::string_view kAnySegments = "**";

bool are_equal(std::string_view piece, std::string_view text, bool fold_case) noexcept {
    if (!fold_case) return piece == text;
    return std::ranges::equal(piece, text, {}, {}, folded);
}

/// Where `piece` first stands in `text`; npos: nowhere.
std::size_t find(std::string_view text, std::string_view piece, bool fold_case) noexcept {
    if (!fold_case) return text.find(piece);
    for (std::size_t at = 0; at + piece.size() <= text.size(); ++at)
        if (are_equal(piece, text.substr(at, piece.size()), true)) return at;
    return std::string_view::npos;
}

/// The next segment. REQUIRES: `rest` begins with a slash. Then it does so again, or is empty.
std::string_view take_segment(std::string_view& rest) noexcept {
    const std::size_t end = std::min(rest.find('/', 1), rest.size());
    const std::string_view segment = rest.substr(1, end - 1);
    rest.remove_prefix(end);
    return segment;
}

/// Why no path of certain meaning looks like this.
std::string oddity(std::string_view text) {
    switch (odd_path(text, {})) {
        case OddPath::None:
            return {};
        case OddPath::NotAPath:
            return "does not begin with a slash";
        case OddPath::EncodedSlash:
        case OddPath::DoubleEncoded:
        case OddPath::BadEscape:
            return "has a percent sign: patterns are compared with decoded paths";
        case OddPath::Parameter:
            return "has a semicolon";
        case OddPath::Backslash:
            return "has a backslash";
        case OddPath::Query:
            return "has a question mark or a number sign: patterns are about paths, not queries";
        case OddPath::Control:
            return "has a control character";
        case OddPath::DotSegment:
            return "has a segment that is a dot or two";
        case OddPath::DoubledSlash:
            return "has two slashes in a row";
        case OddPath::TrailingDot:
            return "has a segment that ends in a dot or a space";
        case OddPath::Unicode:
            return "is not UTF-8 in normal form C";
    }
    return "is odd";
}

}  // namespace

Result<Glob, std::string> Glob::parse(std::string_view text, bool fold_case) {
    const std::string quoted = '`' + std::string{text} + '`';
    if (text.size() > kMaxGlobBytes)
        return fail("a path pattern is longer than " + std::to_string(kMaxGlobBytes) + " bytes");
    if (const std::string what = oddity(text); !what.empty()) return fail(quoted + ' ' + what);
    const std::string spelt = fold_case ? to_ascii_lower(text) : std::string{text};
    Glob glob;
    glob.fold_case_ = fold_case;
    glob.runs_.emplace_back();
    // The segments up to the first with a star.
    const std::size_t prefix =
        spelt.find('*') == std::string::npos ? spelt.size() : spelt.rfind('/', spelt.find('*'));
    glob.literal_prefix_ = spelt.substr(0, prefix);
    for (auto rest = std::string_view{spelt}.substr(prefix); !rest.empty();) {
        const std::string_view segment = take_segment(rest);
        if (segment == kAnySegments)
            glob.runs_.emplace_back();
        else if (segment.find(kAnySegments) != std::string_view::npos)
            return fail(quoted + " has `**` as a part of a segment: only `/**/` is possible");
        else
            glob.runs_.back().push_back(split(segment));
    }
    return glob;
}

bool Glob::matches(std::string_view path) const noexcept {
    const std::size_t prefix = literal_prefix_.size();
    if (!path.starts_with('/') || path.size() < prefix ||
        !are_equal(literal_prefix_, path.substr(0, prefix), fold_case_))
        return false;
    path.remove_prefix(prefix);
    if ((!path.empty() && path.front() != '/') || !take(runs_.front(), path)) return false;
    if (runs_.size() == 1) return path.empty();
    // What a run in the middle takes first leaves the most for those after it.
    for (std::size_t i = 1; i + 1 < runs_.size(); ++i)
        while (!take(runs_[i], path)) {
            if (path.empty()) return false;
            take_segment(path);
        }
    return ends_with(runs_.back(), path);
}

Glob::Segment Glob::split(std::string_view segment) {
    Segment result;
    for (std::size_t star = 0; star != std::string_view::npos;) {
        star = segment.find('*');
        result.pieces.emplace_back(segment.substr(0, star));
        if (star != std::string_view::npos) segment.remove_prefix(star + 1);
    }
    return result;
}

bool Glob::Segment::matches(std::string_view text, bool fold_case) const noexcept {
    const std::string_view first = pieces.front();
    if (is_literal()) return are_equal(first, text, fold_case);
    const std::string_view last = pieces.back();
    if (text.size() < std::max<std::size_t>(first.size() + last.size(), 1)) return false;
    if (!are_equal(first, text.substr(0, first.size()), fold_case) ||
        !are_equal(last, text.substr(text.size() - last.size()), fold_case))
        return false;
    text = text.substr(first.size(), text.size() - first.size() - last.size());
    return std::all_of(pieces.begin() + 1, pieces.end() - 1, [&](std::string_view piece) {
        const std::size_t at = find(text, piece, fold_case);
        if (at == std::string_view::npos) return false;
        text.remove_prefix(at + piece.size());
        return true;
    });
}

/// Takes the segments of the run off `rest` if they are there; else leaves it as it was.
bool Glob::take(const Run& run, std::string_view& rest) const noexcept {
    std::string_view after = rest;
    for (const Segment& segment : run)
        if (after.empty() || !segment.matches(take_segment(after), fold_case_)) return false;
    rest = after;
    return true;
}

bool Glob::ends_with(const Run& run, std::string_view rest) const noexcept {
    std::size_t begin = rest.size();
    for (std::size_t i = 0; i < run.size(); ++i) {
        if (begin == 0) return false;
        begin = rest.rfind('/', begin - 1);  // never npos: `rest` is empty or begins with a slash
    }
    std::string_view tail = rest.substr(begin);
    return take(run, tail);
}

}  // namespace postern::access
