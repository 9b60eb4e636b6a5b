#include "sim/io/text.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/io/diagnostics.h"

namespace nephoscope {

namespace {

/// Bytes of the well-formed character that starts at `i`, 0 when there is none. The table is that of Unicode 15, table
/// 3-7.
std::size_t character_length(std::string_view text, std::size_t i) {
    const auto byte = [&](std::size_t k) -> unsigned {
        return k < text.size() ? static_cast<unsigned char>(text[k]) : 0U;
    };
    const auto within = [&](std::size_t k, unsigned low, unsigned high) { return byte(k) >= low && byte(k) <= high; };
    const unsigned lead = byte(i);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return within(i + 1, 0x80, 0xBF) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned low = lead == 0xE0 ? 0xA0 : 0x80, high = lead == 0xED ? 0x9F : 0xBF;
        return within(i + 1, low, high) && within(i + 2, 0x80, 0xBF) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned low = lead == 0xF0 ? 0x90 : 0x80, high = lead == 0xF4 ? 0x8F : 0xBF;
        return within(i + 1, low, high) && within(i + 2, 0x80, 0xBF) && within(i + 3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

bool is_bare(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// Reads a part in quotes that starts at `i` and moves `i` behind it. In double quotes only \" and \\ are escapes.
std::optional<std::string> quoted_part(std::string_view text, std::size_t& i) {
    const char quote = text[i++];
    std::string part;
    for (; i < text.size(); ++i) {
        if (text[i] == quote) {
            ++i;
            return part;
        }
        if (quote == '"' && text[i] == '\\') {
            if (i + 1 >= text.size() || (text[i + 1] != '"' && text[i + 1] != '\\')) return std::nullopt;
            ++i;
        }
        part += text[i];
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = character_length(text, i);
        if (length == 0) return i;
        i += length;
    }
    return std::nullopt;
}

std::string printable(std::string_view text) {
    std::string result(text);
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = character_length(text, i);
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool c1_control = length == 2 && byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (length == 0 || (byte < 0x20 && byte != '\t') || byte == 0x7F) result[i] = '?';
        if (c1_control) result[i] = result[i + 1] = '?';
        i += std::max<std::size_t>(length, 1);
    }
    return result;
}

std::optional<std::vector<std::string>> split_key(std::string_view dotted) {
    std::vector<std::string> parts;
    std::size_t i = 0;
    const auto skip_blanks = [&] {
        while (i < dotted.size() && (dotted[i] == ' ' || dotted[i] == '\t')) ++i;
    };
    while (true) {
        skip_blanks();
        if (i >= dotted.size()) return std::nullopt;
        if (dotted[i] == '"' || dotted[i] == '\'') {
            const auto part = quoted_part(dotted, i);
            if (!part) return std::nullopt;
            parts.push_back(*part);
        } else {
            const std::size_t begin = i;
            while (i < dotted.size() && is_bare(dotted[i])) ++i;
            if (i == begin) return std::nullopt;
            parts.emplace_back(dotted.substr(begin, i - begin));
        }
        skip_blanks();
        if (i >= dotted.size()) return parts;
        if (dotted[i++] != '.') return std::nullopt;
    }
}

std::string quoted_text(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (byte < 0x20 || byte == 0x7F) {
            result += fmt::format("\\u{:04X}", byte);
        } else {
            result += c;
        }
    }
    return result + '"';
}

std::string quoted_key(std::string_view key) {
    const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), is_bare);
    return bare ? std::string(key) : quoted_text(key);
}

std::string joined_key(const std::vector<std::string>& parts) {
    std::string result;
    for (const std::string& part : parts) {
        if (!result.empty()) result += '.';
        result += quoted_key(part);
    }
    return result;
}

}  // namespace nephoscope
