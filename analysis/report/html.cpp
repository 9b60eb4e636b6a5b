#include "analysis/report/html.h"

#include <fmt/format.h>

#include <cmath>

#include "sim/io/text.h"

namespace nephoscope::report {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// Bytes of the character that starts with `lead`, a byte of well-formed UTF-8.
std::size_t length_of(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

unsigned digit_value(char digit) {
    return static_cast<unsigned>(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
}

}  // namespace

std::string clean_utf8(std::string_view text) {
    std::string sound;
    while (const auto bad = first_invalid_utf8(text)) {
        sound.append(text.substr(0, *bad)).append(kReplacement);
        text.remove_prefix(*bad + 1);
    }
    sound.append(text);
    std::string out;
    for (std::size_t i = 0; i < sound.size();) {
        const std::size_t length = length_of(sound[i]);
        const auto lead = static_cast<unsigned char>(sound[i]);
        const bool c0 = (lead < 0x20 && lead != '\t' && lead != '\n') || lead == 0x7F;
        const bool c1 = lead == 0xC2 && static_cast<unsigned char>(sound[i + 1]) < 0xA0;
        if (c0 || c1)
            out.append(kReplacement);
        else
            out.append(sound, i, length);
        i += length;
    }
    return out;
}

std::string html_text(std::string_view text) {
    std::string out;
    for (const char c : clean_utf8(text)) switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    return out;
}

std::string html_name(std::string_view name) { return "<bdi>" + html_text(name) + "</bdi>"; }

std::string json_string(std::string_view text) {
    const std::string sound = clean_utf8(text);
    std::string out = "\"";
    for (std::size_t i = 0; i < sound.size(); ++i) {
        const char c = sound[i];
        if (sound.compare(i, 3, "\xE2\x80\xA8") == 0 || sound.compare(i, 3, "\xE2\x80\xA9") == 0) {
            out += sound[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
            i += 2;
        } else if (c == '"' || c == '\\') {
            out += std::string("\\") + c;
        } else if (c == '<' || c == '>' || c == '&' || static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + "\"";
}

std::string json_number(double value, int digits) {
    return std::isfinite(value) ? fmt::format("{:.{}g}", value, digits) : "null";
}

std::string base64_of_hex(std::string_view hex) {
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < hex.size(); i += 6) {  // three bytes, six digits, at a time
        const std::string_view part = hex.substr(i, 6);
        unsigned bits = 0;
        for (std::size_t d = 0; d < 6; ++d) bits = bits << 4U | (d < part.size() ? digit_value(part[d]) : 0U);
        for (std::size_t c = 0; c < 4; ++c) out += c * 3 < part.size() * 2 ? kDigits[bits >> (18 - 6 * c) & 63U] : '=';
    }
    return out;
}

}  // namespace nephoscope::report
