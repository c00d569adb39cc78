#include "sim/scenario_duration.hpp"

#include "sim/scenario_characters.hpp"
#include "sim/scenario_text.hpp"

#include <algorithm>
#include <array>

namespace sim {

namespace {

struct Unit {
    std::string_view name;
    std::uint64_t us;
};
constexpr Unit units[] = {{"ms", 1'000}, {"s", 1'000'000}, {"m", 60'000'000}, {"h", 3'600'000'000}};

/// What people write instead of the units' names.
struct Alias {
    std::string_view written;
    std::string_view meant;
};
constexpr Alias aliases[] = {
    {"", "s"},         {"sec", "s"},   {"secs", "s"},  {"seconds", "s"},       {"second", "s"},       {"seg", "s"},
    {"segundos", "s"}, {"S", "s"},     {"min", "m"},   {"mins", "m"},          {"minutes", "m"},      {"minutos", "m"},
    {"M", "m"},        {"hour", "h"},  {"hours", "h"}, {"hora", "h"},          {"horas", "h"},        {"hr", "h"},
    {"H", "h"},        {"msec", "ms"}, {"MS", "ms"},   {"milliseconds", "ms"}, {"milisegundos", "ms"}};

// Nine digits after the point: with hours as unit the product still fits in 64 bits.
constexpr std::size_t most_fraction_digits = 9;

std::size_t count_digits(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i;
}

ReadDuration fault(DurationFault what) { return {{}, what, {}}; }

ReadDuration valued(std::string_view whole, std::string_view fraction, const Unit& unit, base::Duration longest) {
    while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
    if (fraction.size() > most_fraction_digits) return fault(DurationFault::finer_than_a_microsecond);
    const auto limit = static_cast<std::uint64_t>(longest.us);
    const auto units_count = read_decimal(whole, limit / unit.us);
    if (!units_count) return fault(DurationFault::too_long);

    std::uint64_t part = 0;
    std::uint64_t scale = 1;
    for (char c : fraction) {
        part = part * 10 + static_cast<std::uint64_t>(c - '0');
        scale *= 10;
    }
    part *= unit.us;
    if (part % scale != 0) return fault(DurationFault::finer_than_a_microsecond);
    const std::uint64_t us = *units_count * unit.us + part / scale;
    if (us > limit) return fault(DurationFault::too_long);
    return {{static_cast<std::int64_t>(us)}, DurationFault::none, {}};
}

/// `us` in that unit, exactly; empty where that takes too many digits or is less than one.
std::string in_unit(std::uint64_t us, const Unit& unit, bool below_one) {
    if (us < unit.us && !below_one) return {};
    std::string text = std::to_string(us / unit.us);
    std::uint64_t rest = us % unit.us;
    if (rest > 0) text.push_back('.');
    for (std::size_t digits = 0; rest > 0; ++digits) {
        if (digits == most_fraction_digits) return {};
        rest *= 10;
        text.push_back(static_cast<char>('0' + rest / unit.us));
        rest %= unit.us;
    }
    return text.append(unit.name);
}

} // namespace

std::optional<std::uint64_t> read_decimal(std::string_view text, std::uint64_t maximum) {
    if (text.empty() || count_digits(text) != text.size()) return std::nullopt;
    std::uint64_t value = 0;
    for (char c : text) {
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (digit > maximum || value > (maximum - digit) / 10) return std::nullopt;
        value = value * 10 + digit;
    }
    return value;
}

ReadDuration read_duration(std::string_view text, base::Duration longest) {
    const std::string_view whole = text.substr(0, count_digits(text));
    if (whole.empty()) return fault(DurationFault::not_a_duration);
    std::string_view rest = text.substr(whole.size());
    std::string_view fraction;
    if (!rest.empty() && rest[0] == '.') {
        fraction = rest.substr(1, count_digits(rest.substr(1)));
        if (fraction.empty()) return fault(DurationFault::not_a_duration);
        rest.remove_prefix(1 + fraction.size());
    }
    for (const Unit& unit : units)
        if (rest == unit.name) return valued(whole, fraction, unit, longest);
    ReadDuration wrong = fault(DurationFault::not_a_duration);
    for (const Alias& alias : aliases)
        if (rest == alias.written)
            wrong.nearest = std::string(text.substr(0, text.size() - rest.size())).append(alias.meant);
    return wrong;
}

std::string print_duration(base::Duration duration) {
    if (duration.us == 0) return "0s";
    // A negative length cannot be written in the language; it shows as what it is.
    if (duration.us < 0) return joined({"-", print_duration({-std::max(duration.us, -INT64_MAX)})});
    const auto us = static_cast<std::uint64_t>(duration.us);
    std::string best = in_unit(us, units[0], true);
    for (const Unit& unit : units) {
        const std::string text = in_unit(us, unit, false);
        if (!text.empty() && text.size() < best.size()) best = text;
    }
    return best;
}

} // namespace sim
