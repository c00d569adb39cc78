// The command line.
#pragma once

#include "relay/limits.hpp"
#include "relay/native_host_options.hpp"

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay {

/// Where to listen: a literal IPv4 or IPv6 address, and a port; port 0 takes any free one.
struct Address {
    std::string host;
    std::uint16_t port = 0;
};

/// Reads HOST:PORT, [IPV6]:PORT or localhost:PORT; nothing if it is none of these.
std::optional<Address> parse_address(std::string_view text);

struct Options {
    enum class Broker { tab, native };

    Address http{"127.0.0.1", 8080};
    std::optional<Address> tcp = Address{"127.0.0.1", 1883};
    std::filesystem::path page; // empty: no page is served
    Broker broker = Broker::tab;
    std::string token; // of the one who hosts
    std::vector<std::string> allowed_origins;
    Limits limits;
    broker::Options native; // of --broker native
};

/// 128 random bits from the system, as 32 hexadecimal digits.
std::string random_token();

/// Reads the command line. When there is nothing to run (--help, --version, a mistake), it has written why to `out` or
/// `err`, and gives the exit status.
struct CommandLine {
    std::optional<Options> options;
    int exit_status = 0;
};
CommandLine parse_command_line(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

} // namespace relay
