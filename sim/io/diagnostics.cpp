#include "sim/io/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/io/text.h"

namespace nephoscope {

namespace {

/// Longest stretch of a source line that a message shows [bytes]; more would flood the terminal.
constexpr std::size_t kShown = 160;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Blanks as wide as `text` on a terminal: tabs stay tabs, a character of several bytes is one blank.
std::string blanks(std::string_view text, char blank) {
    std::string result;
    for (const char c : text) {
        if (!continues_character(c)) result += c == '\t' ? '\t' : blank;
    }
    return result;
}

/// The source line and, under it, the caret with the hint behind it.
std::string shown_line(std::string_view line, Place place, const std::string& hint) {
    const auto column = std::min(static_cast<std::size_t>(std::max(place.column, 1)) - 1, line.size());
    auto end = std::min(static_cast<std::size_t>(std::max(place.end_column, 1)) - 1, line.size());
    std::size_t from = 0, to = line.size();
    if (line.size() > kShown) {
        from = column > kShown / 2 ? column - kShown / 2 : 0;
        to = std::min(line.size(), from + kShown);
        while (from > 0 && continues_character(line[from])) --from;
        while (to < line.size() && continues_character(line[to])) ++to;
    }
    end = std::min(end, to);
    const std::string text = printable(line.substr(from, to - from));
    const std::string before = text.substr(0, column - from);
    const std::string marked = end > column ? text.substr(column - from, end - column) : "";
    std::string caret = "^";
    for (std::size_t n = blanks(marked, ' ').size(); n > 1; --n) caret += '~';

    const int width = std::max(4, static_cast<int>(fmt::formatted_size("{}", place.line)));
    return fmt::format("{:>{}} | {}{}{}\n{:>{}} | {}{}{}{}{}\n", place.line, width, from > 0 ? "..." : "", text,
                       to < line.size() ? "..." : "", "", width, from > 0 ? "   " : "", blanks(before, ' '), caret,
                       hint.empty() ? "" : " ", printable(hint));
}

}  // namespace

int Sources::add(std::string path, std::string text) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (entries_[i].path == path && entries_[i].text == text) return static_cast<int>(i);
    }
    std::vector<std::size_t> starts{0};
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') starts.push_back(i + 1);
    }
    entries_.push_back({std::move(path), std::move(text), std::move(starts)});
    return count() - 1;
}

std::string_view Sources::line(int file, int line) const {
    if (file < 0 || file >= count() || line < 1) return {};
    const Entry& entry = entries_[static_cast<std::size_t>(file)];
    const auto i = static_cast<std::size_t>(line) - 1;
    if (i >= entry.line_starts.size()) return {};
    const std::string_view rest = std::string_view(entry.text).substr(entry.line_starts[i]);
    std::string_view result = rest.substr(0, rest.find('\n'));
    if (!result.empty() && result.back() == '\r') result.remove_suffix(1);
    return result;
}

std::string Sources::str(Place place) const {
    if (!place.known()) return "(default)";
    if (place.line < 1) return printable(path(place.file));
    return fmt::format("{}:{}:{}", printable(path(place.file)), place.line, place.column);
}

void Diagnostics::error(Place place, std::string message, std::string hint) {
    ++told_count_;
    skipping_notes_ = !told_.emplace(place.file, place.line, place.column, message).second;
    if (skipping_notes_) return;
    messages_.push_back({true, place, std::move(message), std::move(hint)});
    ++errors_;
}

void Diagnostics::machine_error(Place place, std::string message, std::string hint) {
    error(place, std::move(message), std::move(hint));
    if (!skipping_notes_) ++machine_errors_;
}

void Diagnostics::note(Place place, std::string message, std::string hint) {
    if (!skipping_notes_) messages_.push_back({false, place, std::move(message), std::move(hint)});
}

std::string Diagnostics::str() const {
    std::vector<std::size_t> order;  // of the errors, by place
    for (std::size_t i = 0; i < messages_.size(); ++i) {
        if (messages_[i].is_error) order.push_back(i);
    }
    const auto key = [this](std::size_t i) {
        const Place& place = messages_[i].place;
        return std::make_tuple(place.file, place.line, place.column);
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });

    std::string result;
    for (const std::size_t first : order) {
        for (std::size_t i = first; i < messages_.size() && (i == first || !messages_[i].is_error); ++i) {
            const Message& message = messages_[i];
            if (message.place.known()) result += sources_->str(message.place) + ": ";
            result += fmt::format("{}: {}\n", message.is_error ? "error" : "note", printable(message.text));
            if (message.place.known() && message.place.line > 0) {
                const std::string_view line = sources_->line(message.place.file, message.place.line);
                result += shown_line(line, message.place, message.hint);
            } else if (!message.hint.empty()) {
                result += fmt::format("     | {}\n", printable(message.hint));
            }
        }
    }
    if (errors_ > 0) result += fmt::format("{} error{}; nothing was run\n", errors_, errors_ == 1 ? "" : "s");
    return result;
}

}  // namespace nephoscope
