#include "app/console/table.hpp"

#include <algorithm>
#include <numeric>
#include <ostream>
#include <utility>

#include "app/console/moment.hpp"
#include "postern/text/width.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kGap = 2;        // between columns
constexpr std::size_t kNarrowest = 8;  // no cell is cut to less
constexpr std::string_view kRed = "\x1B[31m";
constexpr std::string_view kYellow = "\x1B[33m";
constexpr std::string_view kPlain = "\x1B[0m";

using Lines = std::vector<std::vector<std::string>>;

std::string cell_text(const json::Json& cell, Cells cells, bool utc) {
    if (const auto* text = cell.string()) {
        if (text->empty()) return "-";
        const auto time = cells == Cells::Time ? parse_moment(*text, {}) : std::nullopt;
        return time ? moment_text(*time, utc) : printable(*text);
    }
    if (const auto* flag = cell.boolean()) return *flag ? "yes" : "no";
    return cell.is_null() ? "-" : cell.dump();
}

std::string title_text(std::string title) {
    std::ranges::transform(title, title.begin(), [](char c) {
        if (c == '_') return ' ';
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return title;
}

std::vector<std::size_t> shown_columns(const std::vector<Column>& columns, bool wide) {
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (wide || !columns[i].wide) shown.push_back(i);
    return shown;
}

std::vector<std::string> cells_of(const std::vector<Column>& columns,
                                  const std::vector<std::size_t>& shown, const Row& row, bool utc) {
    std::vector<std::string> cells;
    for (const std::size_t i : shown) cells.push_back(cell_text(row[i], columns[i].cells, utc));
    return cells;
}

std::vector<std::size_t> widths_of(const Lines& lines) {
    std::vector<std::size_t> widths(lines.front().size(), 0);
    for (const auto& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], text::width(line[i]));
    return widths;
}

/// Takes from the widest column that may be cut, until the lines fit or nothing is left to take.
void fit(std::vector<std::size_t>& widths, const std::vector<bool>& may_be_cut,
         std::size_t available) {
    const auto needed = [&] {
        return std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
    };
    while (needed() > available) {
        std::size_t* widest = nullptr;
        for (std::size_t i = 0; i < widths.size(); ++i)
            if (may_be_cut[i] && (widest == nullptr || widths[i] > *widest)) widest = &widths[i];
        if (widest == nullptr || *widest <= kNarrowest) return;
        --*widest;
    }
}

std::string colored(const std::string& text, Cells cells, bool color) {
    if (!color || cells != Cells::Result || text == "ok" || text == "-") return text;
    std::string shown{text == "warning" ? kYellow : kRed};
    return shown.append(text).append(kPlain);
}

void print_lines(std::ostream& out, const TableStyle& style, const std::vector<Cells>& cells,
                 const Lines& lines) {
    auto widths = widths_of(lines);
    std::vector<bool> may_be_cut;
    for (const Cells kind : cells) may_be_cut.push_back(kind == Cells::Text);
    if (style.width > 0 && !style.wide) fit(widths, may_be_cut, style.width);
    for (const auto& line : lines) {
        const bool is_title = &line == &lines.front();
        for (std::size_t i = 0; i < line.size(); ++i) {
            const auto text = text::cut_to_width(line[i], std::max<std::size_t>(widths[i], 1));
            out << colored(text, cells[i], style.color && !is_title);
            if (i + 1 == line.size()) break;
            out << std::string(widths[i] - text::width(text) + kGap, ' ');
        }
        out << '\n';
    }
}

}  // namespace

json::Json::Object to_object(const std::vector<Column>& columns, const Row& row) {
    json::Json::Object object;
    for (std::size_t i = 0; i < columns.size(); ++i) object.emplace_back(columns[i].title, row[i]);
    return object;
}

void print_rows(std::ostream& out, const TableStyle& style, const std::vector<Column>& columns,
                const std::vector<Row>& rows, const std::string& empty) {
    if (style.json) {
        json::Json::Array list;
        for (const auto& row : rows) list.emplace_back(to_object(columns, row));
        return print_json(out, json::Json{std::move(list)});
    }
    if (rows.empty()) {
        out << empty << '\n';
        return;
    }
    const auto shown = shown_columns(columns, style.wide);
    Lines lines(1);
    std::vector<Cells> cells;
    for (const std::size_t i : shown) {
        lines.front().push_back(title_text(columns[i].title));
        cells.push_back(columns[i].cells);
    }
    for (const auto& row : rows) lines.push_back(cells_of(columns, shown, row, style.utc));
    print_lines(out, style, cells, lines);
}

void print_fact(std::ostream& out, std::size_t width, std::string_view name,
                const std::string& value) {
    const std::size_t spaces = width - std::min(width, name.size());
    out << name << std::string(spaces, ' ') << (value.empty() ? "-" : printable(value)) << '\n';
}

void print_row(std::ostream& out, const TableStyle& style, const std::vector<Column>& columns,
               const Row& row) {
    if (style.json) return print_json_line(out, to_object(columns, row));
    const auto shown = shown_columns(columns, style.wide);
    const auto texts = cells_of(columns, shown, row, style.utc);
    for (std::size_t i = 0; i < texts.size(); ++i)
        out << (i == 0 ? "" : "  ") << colored(texts[i], columns[shown[i]].cells, style.color);
    out << '\n';
}

}  // namespace postern::app
