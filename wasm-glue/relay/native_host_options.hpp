// The options of `--broker native`: what broker::Options holds, as words of a command line.
#pragma once

#include "broker/options.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace relay {

/// What the command line fills in.
struct NativeOptions {
    std::uint16_t maximum_keep_alive_s = 0;
    std::uint32_t maximum_packet_size = 1u << 20;
    std::uint16_t receive_maximum = 1024;
    std::uint32_t inflight = 20;
    std::uint32_t queued_messages = 1'000;
    std::uint32_t sessions = 100'000;
    std::uint32_t subscriptions = 10'000;
    std::uint32_t topic_levels = 128;
    std::uint32_t retained_messages = 100'000;
    std::uint32_t maximum_session_expiry_s = 0xffffffff;
    std::uint32_t connect_timeout_s = 30;
    int maximum_qos = 2;
    bool no_retain = false;
    bool no_wildcards = false;
    bool no_shared = false;
    bool no_anonymous = false;
    std::uint16_t topic_alias_maximum = 32;
    std::uint16_t topic_alias_maximum_out = 16;
    std::uint32_t sys_interval_s = 10;
    std::string response_information;
    std::string server_reference;
    std::filesystem::path users;
    std::filesystem::path access;
};

/// Adds one option for each, with its default in --help, in the group "Native broker".
void add_native_options(CLI::App& app, NativeOptions& options);

/// The engine's options; nothing when a file cannot be read or is wrong, with `error` telling which
/// file, which line and what was expected.
std::optional<broker::Options> broker_options(const NativeOptions& options, std::string& error);

} // namespace relay
