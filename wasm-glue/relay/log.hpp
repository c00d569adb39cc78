// One line an event, on one stream.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>

namespace relay {

class Log {
public:
    /// `to` outlives the log.
    explicit Log(std::ostream& to) : to_(to) {}

    void line(std::string_view text);
    /// A bound was reached. A flood of the same bound gives one line a second, with the number left out.
    void bound_reached(std::string_view name, std::uint64_t limit, std::string_view peer, std::string_view outcome);
    /// A client was turned away for another reason. Bounded in the same way.
    void refused(std::string_view what, std::string_view peer, std::string_view why);

private:
    struct Recent {
        std::chrono::steady_clock::time_point since;
        std::uint64_t left_out = 0;
    };
    void at_most_once_a_second(std::string_view about, std::string text);

    std::ostream& to_;
    std::map<std::string, Recent, std::less<>> recent_; // by what it is about: a few fixed texts
};

} // namespace relay
