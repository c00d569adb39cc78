#include "relay/native_host_options.hpp"

#include <CLI/CLI.hpp>

#include <fstream>
#include <iterator>
#include <random>

namespace relay {
namespace {

/// The file's text; nothing, and why in `error`, when it cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& path, std::string& error) {
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (file.is_open() && !file.bad()) return text;
    error = "cannot read " + path.string();
    return std::nullopt;
}

std::uint64_t random_seed() {
    std::random_device device;
    return std::uint64_t(device()) << 32 | device();
}

/// Users and access rules from their files.
bool take_files(const NativeOptions& from, broker::Options& options, std::string& error) {
    if (!from.users.empty()) {
        const auto text = read_file(from.users, error);
        if (!text) return false;
        auth::UsersText users = auth::read_users(*text, options.seed);
        if (!users.error.empty()) {
            error = from.users.string() + ": " + users.error;
            return false;
        }
        options.security.users = std::move(users.users);
    }
    if (!from.access.empty()) {
        const auto text = read_file(from.access, error);
        if (!text) return false;
        auth::AccessText access = auth::read_access_rules(*text);
        if (!access.error.empty()) {
            error = from.access.string() + ": " + access.error;
            return false;
        }
        options.security.rules = std::move(access.rules);
    }
    return true;
}

} // namespace

void add_native_options(CLI::App& app, NativeOptions& options) {
    const auto number = [&app](const char* name, auto& value, double lowest, double highest, const char* meaning) {
        app.add_option(name, value, meaning)
            ->check(CLI::Range(lowest, highest))
            ->capture_default_str()
            ->group("Native broker");
    };
    const auto flag = [&app](const char* name, bool& value, const char* meaning) {
        app.add_flag(name, value, meaning)->group("Native broker");
    };
    const auto text = [&app](const char* name, auto& value, const char* meaning) {
        return app.add_option(name, value, meaning)->group("Native broker");
    };
    constexpr double u16 = 65535, u32 = 4294967295.0;
    number("--maximum-keep-alive", options.maximum_keep_alive_s, 0, u16, "Seconds told to 5.0 clients; 0: any");
    number("--maximum-packet-size", options.maximum_packet_size, 128, 268435460, "Bytes of one MQTT packet");
    number("--receive-maximum", options.receive_maximum, 1, u16, "Unfinished QoS 1 and 2 messages of a 5.0 client");
    number("--inflight", options.inflight, 1, u16 - 1, "Unfinished deliveries to a session");
    number("--queued-messages", options.queued_messages, 0, 1e7, "Messages that wait for a session");
    number("--sessions", options.sessions, 1, 1e7, "Sessions that are kept");
    number("--subscriptions", options.subscriptions, 1, 1e7, "Subscriptions of a session");
    number("--topic-levels", options.topic_levels, 1, u16, "Levels of a topic or filter");
    number("--retained-messages", options.retained_messages, 0, 1e8, "Retained messages that are kept");
    number("--maximum-session-expiry", options.maximum_session_expiry_s, 0, u32,
           "Seconds that a session is kept at most; 4294967295: for ever");
    number("--connect-timeout", options.connect_timeout_s, 1, 3600, "Seconds in which CONNECT must come");
    number("--maximum-qos", options.maximum_qos, 0, 2, "Highest QoS that is taken");
    number("--topic-alias-maximum", options.topic_alias_maximum, 0, u16, "Topic aliases that a client may set");
    number("--topic-alias-maximum-out", options.topic_alias_maximum_out, 0, 1024,
           "Topic aliases that the broker sets where a client allows them");
    number("--sys-interval", options.sys_interval_s, 0, 86400, "Seconds between publications of $SYS; 0: none");
    flag("--no-retain", options.no_retain, "Keep no retained messages");
    flag("--no-wildcards", options.no_wildcards, "Refuse filters with + and #");
    flag("--no-shared", options.no_shared, "Refuse shared subscriptions");
    flag("--no-anonymous", options.no_anonymous, "Refuse clients without a user name");
    text("--users", options.users, "Users file: NAME:PASSWORD, or NAME:$scram-sha-256$... hashed")
        ->check(CLI::ExistingFile);
    text("--access", options.access, "Access rules file, after Mosquitto's acl_file")->check(CLI::ExistingFile);
    text("--response-information", options.response_information,
         "Beginning of the response topics told to 5.0 clients");
    text("--server-reference", options.server_reference, "Send every client to this other server");
}

std::optional<broker::Options> broker_options(const NativeOptions& from, std::string& error) {
    broker::Options options;
    options.seed = random_seed();
    options.keep_alive_maximum_s = from.maximum_keep_alive_s;
    options.maximum_packet_size = from.maximum_packet_size;
    options.receive_maximum = from.receive_maximum;
    options.inflight = from.inflight;
    options.queued_messages = from.queued_messages;
    options.sessions = from.sessions;
    options.subscriptions_per_session = from.subscriptions;
    options.topic_levels = from.topic_levels;
    options.retained_messages = from.retained_messages;
    options.session_expiry_maximum_s = from.maximum_session_expiry_s;
    options.connect_timeout = base::seconds(from.connect_timeout_s);
    options.maximum_qos = static_cast<mqtt::QoS>(from.maximum_qos);
    options.retain_available = !from.no_retain;
    options.wildcard_available = !from.no_wildcards;
    options.shared_available = !from.no_shared;
    options.topic_alias_maximum = from.topic_alias_maximum;
    options.topic_alias_maximum_out = from.topic_alias_maximum_out;
    options.sys_interval = base::seconds(from.sys_interval_s);
    options.response_information = from.response_information;
    options.server_reference = from.server_reference;
    options.security.anonymous = !from.no_anonymous;
    options.security.methods.push_back(auth::scram_sha_256());
    if (!take_files(from, options, error)) return std::nullopt;
    return options;
}

} // namespace relay
