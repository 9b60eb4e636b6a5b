#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nephoscope {

/// Where a value stands: file by its number in Sources, line and column from 1, columns counted in bytes.
/// A value with no place of its own (a default) has file −1.
struct Place {
    int file = -1;
    int line = 0;
    int column = 0;
    int end_column = 0;  ///< one past the last byte on `line`
    bool known() const { return file >= 0; }
};

/// The texts that places refer to, kept for messages. `--set key=value` is a text of its own, named "--set".
class Sources {
public:
    int add(std::string path, std::string text);
    const std::string& path(int file) const { return entries_[static_cast<std::size_t>(file)].path; }
    const std::string& text(int file) const { return entries_[static_cast<std::size_t>(file)].text; }
    std::string_view line(int file, int line) const;  ///< without its line end; empty when there is none
    int count() const { return static_cast<int>(entries_.size()); }
    std::string str(Place place) const;  ///< "file:line:column", "(default)" when unknown

private:
    struct Entry { std::string path, text; };
    std::vector<Entry> entries_;
};

/// Collects every mistake before anything runs, and prints them as STYLE shows: place, what is wrong, the line with a caret,
/// a hint behind the caret, notes that point at the other place of a conflict.
class Diagnostics {
public:
    explicit Diagnostics(const Sources& sources) : sources_(&sources) {}
    void error(Place place, std::string message, std::string hint = "");
    void note(Place place, std::string message, std::string hint = "");  ///< belongs to the error before it
    bool ok() const { return errors_ == 0; }
    int errors() const { return errors_; }
    std::string str() const;  ///< all messages in order of file, then line, notes after their error, ending "N errors; nothing was run"

private:
    struct Message { bool is_error; Place place; std::string text, hint; };
    const Sources* sources_;
    std::vector<Message> messages_;
    int errors_ = 0;
};

/// The mistakes are in Diagnostics::str(). Exit code 2.
struct InputError : std::exception {
    explicit InputError(std::string text) : text_(std::move(text)) {}
    const char* what() const noexcept override { return text_.c_str(); }
private:
    std::string text_;
};

/// The name nearest to `wrong` among `names`, empty when none is near (Damerau–Levenshtein distance > max(1, length/3)).
std::string nearest_name(std::string_view wrong, const std::vector<std::string>& names);

}  // namespace nephoscope
