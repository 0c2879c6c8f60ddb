#pragma once

// What HTTP/1.1 looks like on the wire, as far as it needs no reading (RFC 9112): the rules that a
// request's header must keep, and the text of an answer and of a request of our own.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace sluis::http {

struct ClientRequest;
struct ClientUrl;

struct Target {
  std::string path;
  std::string query;
};

/// Origin form only, "/path?query" in visible ASCII (RFC 9112 §3.2.1). We are no proxy.
std::optional<Target> parse_target(std::string_view text);

enum class Version { http_1_0, http_1_1 };

/// The status that refuses a request for what its header says; 0 if there is nothing to refuse.
int refusal_of(Version version, const Headers& headers);

enum class Afterwards { keep_alive, close };

/// Status line and header. Throws std::invalid_argument for a name or value that would break out of
/// its line, and for a header that only the server may set.
std::string head_of(const Response& response, Afterwards afterwards,
                    std::chrono::system_clock::time_point now);

/// The same, but an answer that throws is first replaced by a plain 500.
std::string head_or_broken(Response& response, Afterwards afterwards,
                           std::chrono::system_clock::time_point now);

/// A request of our own, with its body. Throws std::invalid_argument for a method other than GET
/// and POST, a name or value that would break out of its line, and a header that only the client
/// may set. Leaves no copy of what it writes behind: it may hold a password.
std::string text_of(const ClientRequest& request, const ClientUrl& url);

/// To the same path and query at `origin`, which ends without '/': whatever the path says, the host
/// is ours.
Response redirect_to(std::string_view origin, const Request& request);

Response refused(int status);  // what the server itself does not like
Response broken();             // 500; neither holds a word from outside

}  // namespace sluis::http
