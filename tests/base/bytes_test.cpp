// Ref and SharedBytes: shared without copying, freed with the last holder.
#include "base/bytes.hpp"

#include "support/hex.hpp"

#include <catch2/catch_test_macros.hpp>

using base::Ref;
using base::SharedBytes;

namespace {

struct Counted : base::RefCounted {
    explicit Counted(int& alive, int value = 0) : alive_(&alive), value(value) { ++*alive_; }
    Counted(const Counted& other) : base::RefCounted(other), alive_(other.alive_), value(other.value) { ++*alive_; }
    ~Counted() { --*alive_; }
    int* alive_;
    int value;
};

} // namespace

TEST_CASE("A Ref keeps its value until the last holder lets go") {
    int alive = 0;
    {
        auto first = Ref<const Counted>::make(alive, 5);
        CHECK(alive == 1);
        Ref<const Counted> second = first;
        CHECK(first == second);
        first = {};
        CHECK_FALSE(first);
        CHECK(alive == 1);
        CHECK(second->value == 5);
        CHECK((*second).value == 5);
    }
    CHECK(alive == 0);
}

TEST_CASE("A Ref can be moved, assigned over and assigned to itself") {
    int alive = 0;
    auto first = Ref<const Counted>::make(alive, 1);
    auto second = Ref<const Counted>::make(alive, 2);
    CHECK(alive == 2);
    first = std::move(second);
    CHECK(first->value == 2);
    second = {};
    CHECK(alive == 1);
    const auto& same = first;
    first = same;
    CHECK(first->value == 2);
    Ref<const Counted> taken(std::move(first));
    CHECK_FALSE(first);
    CHECK(taken->value == 2);
    CHECK(alive == 1);
}

TEST_CASE("A copy of a counted value has a count of its own") {
    int alive = 0;
    {
        const auto first = Ref<const Counted>::make(alive, 1);
        const auto copy = Ref<const Counted>::make(*first);
        CHECK(alive == 2);
        CHECK_FALSE(first == copy);
    }
    CHECK(alive == 0);
}

TEST_CASE("A Ref to nothing equals another one") {
    CHECK(Ref<const Counted>() == Ref<const Counted>());
    CHECK_FALSE(Ref<const Counted>());
}

TEST_CASE("SharedBytes are copied once and shared from then on") {
    const SharedBytes bytes(hex("01 02 03"));
    const SharedBytes copy = bytes;
    CHECK(copy.view().data() == bytes.view().data());
    CHECK(shown(copy.view()) == "01 02 03");
    CHECK(copy.size() == 3);
    CHECK_FALSE(copy.empty());
}

TEST_CASE("SharedBytes made from a view own their bytes; made from moved bytes they take them over") {
    base::Bytes source = hex("01 02");
    const SharedBytes copied{base::BytesView(source)};
    source[0] = 9;
    CHECK(shown(copied.view()) == "01 02");
    const base::Byte* memory = source.data();
    const SharedBytes moved(std::move(source));
    CHECK(moved.view().data() == memory);
}

TEST_CASE("SharedBytes of nothing are empty") {
    CHECK(SharedBytes().empty());
    CHECK(SharedBytes().view().empty());
    CHECK(SharedBytes(base::Bytes()).empty());
}

TEST_CASE("Bytes and text are the same memory") {
    const std::string_view text = "hola";
    CHECK(base::as_text(base::as_bytes(text)).data() == text.data());
    base::Bytes bytes = hex("00");
    base::append(bytes, base::as_bytes("ab"));
    CHECK(shown(bytes) == "00 61 62");
    base::append(bytes, {});
    CHECK(bytes.size() == 3);
}
