#include "sim/scenario_options.hpp"

#include "sim/scenario_spelling.hpp"

#include <algorithm>
#include <type_traits>

namespace sim {

namespace {

// A value as the field of a struct holds it, and back.
template <class Field> Field field_from(const OptionValue& value) {
    if constexpr (std::is_same_v<Field, std::string>)
        return value.text;
    else if constexpr (std::is_same_v<Field, base::Bytes>)
        return Field(value.text.begin(), value.text.end());
    else if constexpr (std::is_same_v<Field, base::Duration>)
        return {static_cast<std::int64_t>(value.number)};
    else
        return static_cast<Field>(value.number);
}

template <class Field> OptionValue value_from(const Field& field) {
    if constexpr (std::is_same_v<Field, std::string>)
        return {0, field, {}};
    else if constexpr (std::is_same_v<Field, base::Bytes>)
        return {0, std::string(base::as_text(field)), {}};
    else if constexpr (std::is_same_v<Field, base::Duration>)
        return {static_cast<std::uint64_t>(field.us), {}, {}};
    else
        return {static_cast<std::uint64_t>(field), {}, {}};
}

template <class Owner, class Field> Owner owner_of(Field Owner::*);

/// A row for a member that is an optional.
template <auto Member> constexpr auto row(OptionShape shape) {
    using Owner = decltype(owner_of(Member));
    using Field = typename std::decay_t<decltype(std::declval<Owner>().*Member)>::value_type;
    return OptionRow<Owner>{shape,
                            [](Owner& owner, const OptionValue& value) { owner.*Member = field_from<Field>(value); },
                            [](const Owner& owner) -> std::optional<OptionValue> {
                                if (!(owner.*Member)) return std::nullopt;
                                return value_from(*(owner.*Member));
                            }};
}

/// A row for a member that has a default, which is not printed.
template <auto Member> constexpr auto row_with_default(OptionShape shape) {
    using Owner = decltype(owner_of(Member));
    using Field = std::decay_t<decltype(std::declval<Owner>().*Member)>;
    return OptionRow<Owner>{shape,
                            [](Owner& owner, const OptionValue& value) { owner.*Member = field_from<Field>(value); },
                            [](const Owner& owner) -> std::optional<OptionValue> {
                                if (owner.*Member == Owner{}.*Member) return std::nullopt;
                                return value_from(owner.*Member);
                            }};
}

/// A row for a member of the Subscription Options.
template <auto Member> constexpr auto subscription_row(OptionShape shape) {
    using Field = std::decay_t<decltype(std::declval<mqtt::SubscriptionOptions>().*Member)>;
    return OptionRow<SubscribeAction>{
        shape,
        [](SubscribeAction& action, const OptionValue& value) { action.options.*Member = field_from<Field>(value); },
        [](const SubscribeAction& action) -> std::optional<OptionValue> {
            if (action.options.*Member == mqtt::SubscriptionOptions{}.*Member) return std::nullopt;
            return value_from(action.options.*Member);
        }};
}

/// A row for a Property of PUBLISH.
template <mqtt::PropertyId Id> constexpr auto property_row(OptionShape shape) {
    shape.only_version_5 = true;
    shape.property = Id;
    return OptionRow<PublishAction>{
        shape,
        [](PublishAction& action, const OptionValue& value) {
            action.properties.add({Id, static_cast<std::uint32_t>(value.number), value.text, value.second});
        },
        nullptr};
}

constexpr bool v5 = true;
constexpr std::uint64_t max_16 = 0xffff;
constexpr std::uint64_t max_32 = 0xffffffff;
constexpr std::uint64_t ten_years_us = 10ull * 365 * 24 * 3600 * 1'000'000;

using Client = ClientOptions;
constexpr OptionRow<ClientOptions> client_rows[] = {
    row<&Client::version>({"version", ValueKind::version}),
    row<&Client::client_id>({"id", ValueKind::text}),
    row<&Client::clean>({"clean", ValueKind::yes_no}),
    row<&Client::keep_alive_s>({"keepalive", ValueKind::seconds, 0, max_16}),
    row<&Client::user_name>({"user", ValueKind::text}),
    row<&Client::password>({"password", ValueKind::binary_text}),
    row<&Client::will_topic>({"will-topic", ValueKind::topic_name}),
    row<&Client::will_payload>({"will-payload", ValueKind::payload}),
    row<&Client::will_qos>({"will-qos", ValueKind::number, 0, 2}),
    row<&Client::will_retain>({"will-retain", ValueKind::yes_no}),
    row<&Client::will_delay_s>({"will-delay", ValueKind::seconds, 0, max_32, v5}),
    row<&Client::session_expiry_s>({"session-expiry", ValueKind::seconds_or_never, 0, max_32, v5}),
    row<&Client::receive_maximum>({"receive-maximum", ValueKind::number, 1, max_16, v5}),
    row<&Client::topic_alias_maximum>({"topic-alias-maximum", ValueKind::number, 0, max_16, v5}),
    row<&Client::maximum_packet_size>({"maximum-packet-size", ValueKind::number, 1, max_32, v5}),
    row<&Client::reconnect>({"reconnect", ValueKind::duration, 0, ten_years_us}),
};

constexpr OptionRow<LinkLine> link_rows[] = {
    row<&LinkLine::latency>({"latency", ValueKind::duration, 0, ten_years_us}),
    row<&LinkLine::jitter>({"jitter", ValueKind::duration, 0, ten_years_us}),
};

constexpr OptionRow<DisconnectAction> disconnect_rows[] = {
    row_with_default<&DisconnectAction::reason>({"reason", ValueKind::disconnect_reason, 0, 0xff, v5}),
    row<&DisconnectAction::session_expiry_s>({"session-expiry", ValueKind::seconds_or_never, 0, max_32, v5}),
};

using Subscription = mqtt::SubscriptionOptions;
constexpr OptionRow<SubscribeAction> subscribe_rows[] = {
    subscription_row<&Subscription::qos>({"qos", ValueKind::number, 0, 2}),
    subscription_row<&Subscription::no_local>({"no-local", ValueKind::yes_no, 0, 0, v5}),
    subscription_row<&Subscription::retain_as_published>({"retain-as-published", ValueKind::yes_no, 0, 0, v5}),
    subscription_row<&Subscription::retain_handling>({"retain-handling", ValueKind::number, 0, 2, v5}),
    row<&SubscribeAction::subscription_id>({"subscription-id", ValueKind::number, 1, 268'435'455, v5}),
};

using Id = mqtt::PropertyId;
constexpr OptionRow<PublishAction> publish_rows[] = {
    row_with_default<&PublishAction::qos>({"qos", ValueKind::number, 0, 2}),
    row_with_default<&PublishAction::retain>({"retain", ValueKind::yes_no}),
    property_row<Id::payload_format_indicator>({"payload-format", ValueKind::number, 0, 1}),
    property_row<Id::message_expiry_interval>({"message-expiry", ValueKind::seconds, 0, max_32}),
    property_row<Id::topic_alias>({"topic-alias", ValueKind::number, 1, max_16}),
    property_row<Id::response_topic>({"response-topic", ValueKind::topic_name}),
    property_row<Id::correlation_data>({"correlation-data", ValueKind::payload}),
    property_row<Id::content_type>({"content-type", ValueKind::text}),
    property_row<Id::user_property>({"user-property", ValueKind::name_and_value, 0, 0, v5, true}),
};

constexpr OptionRow<ExpectAction> received_rows[] = {
    row<&ExpectAction::times>({"times", ValueKind::number, 1, max_32}),
    row<&ExpectAction::qos>({"qos", ValueKind::number, 0, 2}),
    row<&ExpectAction::retain>({"retain", ValueKind::yes_no}),
};

template <class T, std::size_t N> constexpr OptionTable<T> table_of(const OptionRow<T> (&rows)[N]) { return {rows, N}; }

constexpr auto client_table = table_of(client_rows);
constexpr auto link_table = table_of(link_rows);
constexpr auto disconnect_table = table_of(disconnect_rows);
constexpr auto subscribe_table = table_of(subscribe_rows);
constexpr auto publish_table = table_of(publish_rows);
constexpr auto received_table = table_of(received_rows);

} // namespace

const OptionTable<ClientOptions>& client_options() { return client_table; }
const OptionTable<LinkLine>& link_options() { return link_table; }
const OptionTable<DisconnectAction>& disconnect_options() { return disconnect_table; }
const OptionTable<SubscribeAction>& subscribe_options() { return subscribe_table; }
const OptionTable<PublishAction>& publish_options() { return publish_table; }
const OptionTable<ExpectAction>& received_options() { return received_table; }

const OptionShape* property_option(mqtt::PropertyId id) {
    for (const OptionRow<PublishAction>& row : publish_rows)
        if (row.shape.property == id) return &row.shape;
    return nullptr;
}

OptionValue property_value(const mqtt::Property& property) { return {property.number, property.text, property.value}; }

bool admit_option(WordCursor& cursor, const Word& word, const OptionShape* shape,
                  const std::vector<std::string_view>& names, std::string_view owner,
                  std::vector<std::string_view>& seen) {
    if (!shape) {
        std::vector<Phrase> expected;
        for (std::string_view name : names) expected.push_back(literal(std::string(name) + "="));
        std::string nearest = nearest_spelling(word.option, names);
        if (!nearest.empty()) nearest.append(word.raw.substr(word.option.size()));
        return cursor.fail(names.empty() ? Mistake::too_much : Mistake::unknown_option, word, std::move(expected),
                           std::move(nearest), std::string(owner));
    }
    if (!shape->repeats && std::find(seen.begin(), seen.end(), shape->name) != seen.end())
        return cursor.fail(Mistake::option_twice, word, {}, {}, std::string(shape->name));
    seen.push_back(shape->name);
    return true;
}

} // namespace sim
