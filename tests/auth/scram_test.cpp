// The Server's half of SCRAM-SHA-256 [RFC 5802, RFC 7677].
#include "auth/method.hpp"

#include "auth/base64.hpp"
#include "auth/scram_client.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>

using auth::Step;
using Result = auth::Step::Result;

namespace {

// RFC 7677, section 3.
constexpr std::string_view client_first = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
constexpr std::string_view server_nonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
constexpr std::string_view server_first =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
constexpr std::string_view client_final =
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
constexpr std::string_view server_final = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

auth::Users pencil() {
    auth::Users users;
    users.set("user", auth::store_password("pencil", auth::from_base64("W22ZaJ0SNY7soEsUEjb6gQ==").value(), 4096));
    return users;
}

const auth::MethodRef method = auth::scram_sha_256();

Result final_result(std::string_view message) {
    const auth::Users users = pencil();
    const Step first = method->begin(client_first, server_nonce, users);
    return method->proceed(first.state, message, users).result;
}

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
    std::string changed(text);
    changed.replace(changed.find(what), what.size(), by);
    return changed;
}

} // namespace

TEST_CASE("SCRAM-SHA-256 carries the exchange of RFC 7677 to its end") {
    const auth::Users users = pencil();
    CHECK(method->name() == "SCRAM-SHA-256");
    const Step first = method->begin(client_first, server_nonce, users);
    CHECK(first.result == Result::proceed);
    CHECK(first.data == server_first);
    CHECK(first.user_name == "");
    const Step last = method->proceed(first.state, client_final, users);
    CHECK(last.result == Result::success);
    CHECK(last.data == server_final);
    CHECK(last.user_name == "user");
}

TEST_CASE("SCRAM takes a client that could bind the channel and an authorization identity") {
    const auth::Users users = pencil();
    for (const std::string_view header : {"n,,", "y,,", "n,a=user,"}) {
        const ScramClient client("user", "pencil", header);
        const Step first = method->begin(client.first(), "server", users);
        REQUIRE(first.result == Result::proceed);
        const Step last = method->proceed(first.state, client.final(first.data), users);
        CHECK(last.result == Result::success);
        CHECK(last.data == client.expected());
    }
}

TEST_CASE("SCRAM reads a user name with an escaped comma and equals sign") {
    auth::Users users;
    users.set("a,b=c", auth::store_password("x", base::as_bytes("salt"), 1));
    const ScramClient client("a=2Cb=3Dc", "x");
    const Step first = method->begin(client.first(), "server", users);
    REQUIRE(first.result == Result::proceed);
    CHECK(method->proceed(first.state, client.final(first.data), users).user_name == "a,b=c");
}

TEST_CASE("SCRAM fails at once on a first message that is malformed or of an unknown user") {
    const auth::Users users = pencil();
    for (const std::string_view data :
         {"", ",", ",,", "n", "n,", "n,,", "n,,n=user", "n,,n=user,r=", "n,,r=abc", "n=user,r=abc", "n,,n=nobody,r=abc",
          "n,,n=,r=abc", "p=tls-unique,,n=user,r=abc", "x,,n=user,r=abc"}) {
        INFO(data);
        const Step step = method->begin(data, "server", users);
        CHECK(step.result == Result::failure);
        CHECK(step.data == "");
    }
}

TEST_CASE("SCRAM fails on a last message in which any part is wrong") {
    CHECK(final_result(client_final) == Result::success);
    CHECK(final_result("") == Result::failure);
    CHECK(final_result(replaced(client_final, "c=biws", "c=eSws")) == Result::failure); // another header than before
    CHECK(final_result(replaced(client_final, "c=biws,", "")) == Result::failure);
    CHECK(final_result(replaced(client_final, "rOpr", "rOpx")) == Result::failure); // another nonce
    CHECK(final_result(replaced(client_final, "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", "")) == Result::failure);
    CHECK(final_result(replaced(client_final, ",p=d", ",p=e")) == Result::failure); // another proof
    CHECK(final_result(replaced(client_final, "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "AAAA")) ==
          Result::failure);
    CHECK(final_result(replaced(client_final, ",p=", ",q=")) == Result::failure);
    CHECK(final_result(std::string(client_final) + "\n") == Result::failure);
}

TEST_CASE("SCRAM signs what stands in the last message: an extension that was put in breaks the proof") {
    CHECK(final_result(replaced(client_final, ",p=", ",x=y,p=")) == Result::failure);
}

TEST_CASE("SCRAM fails without a first step, and when the user has gone meanwhile") {
    const auth::Users users = pencil();
    const Step first = method->begin(client_first, server_nonce, users);
    CHECK(method->proceed("", client_final, users).result == Result::failure);
    CHECK(method->proceed(first.state, client_final, auth::Users()).result == Result::failure);
}
