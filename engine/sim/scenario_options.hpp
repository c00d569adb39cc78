// The options of each kind of line, as tables: name, kind of value, how it is set, how it is read
// back for printing. A new option is one more row.
#pragma once

#include "sim/scenario.hpp"
#include "sim/scenario_characters.hpp"
#include "sim/scenario_value.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

template <class T> struct OptionRow {
    OptionShape shape;
    void (*apply)(T&, const OptionValue&);
    /// The value that must be written; nothing where it is absent or the default. Null for a
    /// Property of PUBLISH: those are printed in the order of the list that holds them.
    std::optional<OptionValue> (*value)(const T&);
};

template <class T> struct OptionTable {
    const OptionRow<T>* rows;
    std::size_t size;
    const OptionRow<T>* begin() const { return rows; }
    const OptionRow<T>* end() const { return rows + size; }
};

const OptionTable<ClientOptions>& client_options();
const OptionTable<LinkLine>& link_options();
const OptionTable<DisconnectAction>& disconnect_options();
const OptionTable<SubscribeAction>& subscribe_options();
const OptionTable<PublishAction>& publish_options();
const OptionTable<ExpectAction>& received_options();

/// The option that stands for a Property of PUBLISH; null if the language has none.
const OptionShape* property_option(mqtt::PropertyId id);
OptionValue property_value(const mqtt::Property& property);

/// Checks, before the value is read, that an option of this name is known and not there yet.
bool admit_option(WordCursor& cursor, const Word& word, const OptionShape* shape,
                  const std::vector<std::string_view>& names, std::string_view owner,
                  std::vector<std::string_view>& seen);

/// Reads options up to the end of the line or to a word that is none. `owner` is the word they
/// belong to, for messages.
template <class T>
bool read_options(WordCursor& cursor, const OptionTable<T>& table, T& target, std::string_view owner) {
    std::vector<std::string_view> seen;
    while (cursor.peek() && cursor.peek()->is_option()) {
        const Word& word = *cursor.take();
        const OptionRow<T>* row = nullptr;
        std::vector<std::string_view> names;
        for (const OptionRow<T>& candidate : table) {
            names.push_back(candidate.shape.name);
            if (candidate.shape.name == word.option) row = &candidate;
        }
        OptionValue value;
        if (!admit_option(cursor, word, row ? &row->shape : nullptr, names, owner, seen)) return false;
        if (!read_value(cursor, word, row->shape, value)) return false;
        row->apply(target, value);
        if (row->shape.only_version_5 && !cursor.only_version_5) cursor.only_version_5 = &word;
    }
    return true;
}

/// Every option that has a value, each with a blank before it.
template <class T> std::string print_options(const OptionTable<T>& table, const T& from) {
    std::string text;
    for (const OptionRow<T>& row : table) {
        if (!row.value) continue;
        if (const auto value = row.value(from)) text += joined({" ", print_option(row.shape, *value)});
    }
    return text;
}

} // namespace sim
