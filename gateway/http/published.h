#pragma once

// What somebody else publishes and goes on changing: at an https address of his own, or once and
// for all in a file. Fetched by one request for all that wait, and then again in the background, as
// often as it asks for. The last good copy survives a bad one and a silent address, a week at most
// and never beyond its own end. What it says is its reader's business. One per worker thread; one
// thread.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/clock.h"
#include "fault/refusal.h"
#include "http/client.h"

namespace sluis::http {

/// Of any kind; `Published` below knows of which.
class PublishedDocument {
 public:
  using Content = std::shared_ptr<const void>;

  struct Copy {
    Content content;
    std::optional<crypto::TimePoint> valid_until{};        // from then on it is none
    std::optional<std::chrono::seconds> cache_duration{};  // as long as it need not be read again
  };
  struct Source {
    std::string url;   // empty: the text is all there is
    std::string text;  // of a file
    std::string media_types;
    std::function<std::expected<Copy, Refusal>(std::string_view text, crypto::TimePoint now)> read;
  };
  struct Parts {
    Client& client;
    const crypto::Clock& clock;
    /// Nobody could fetch it, or (with a refusal) what was there is no good. For the journal.
    std::function<void(std::optional<Refusal>)> complain;
  };

  static constexpr std::chrono::seconds kLongestKept = std::chrono::days(7);
  /// After a bad copy; how often a signature by an unknown key makes us ask again.
  static constexpr std::chrono::seconds kBetweenTries{60};
  /// After silence, where there is no good copy: strangers make us ask.
  static constexpr std::chrono::seconds kAfterSilence{10};

  PublishedDocument(Source source, Parts parts);

  /// Refuses as its reader does, where there is no good copy. Throws Unavailable (provider;
  /// busy).
  boost::asio::awaitable<std::expected<Content, Refusal>> get();

  /// For what the copy at hand cannot explain, like a signature by none of its keys. Nothing for a
  /// file, when the address was asked less than a minute ago, or when it has nothing new or good.
  boost::asio::awaitable<std::optional<Content>> get_newer();

 private:
  struct State;
  static boost::asio::awaitable<void> fetch(std::shared_ptr<State> state);
  static boost::asio::awaitable<void> refresh(std::shared_ptr<State> state);
  static boost::asio::awaitable<void> try_to_fetch(std::shared_ptr<State> state);

  std::shared_ptr<State> state_;  // shared with a refresh, which a reload does not wait for
};

template <typename What>
class Published {
 public:
  // Shared: a login goes on with the copy that it began with.
  using Content = std::shared_ptr<const What>;

  Published(PublishedDocument::Source source, PublishedDocument::Parts parts)
      : document_(std::move(source), std::move(parts)) {}

  boost::asio::awaitable<std::expected<Content, Refusal>> get() {
    auto content = co_await document_.get();
    if (!content) co_return std::unexpected(content.error());
    co_return std::static_pointer_cast<const What>(*std::move(content));
  }
  boost::asio::awaitable<std::optional<Content>> get_newer() {
    auto content = co_await document_.get_newer();
    if (!content) co_return std::nullopt;
    co_return std::static_pointer_cast<const What>(*std::move(content));
  }

 private:
  PublishedDocument document_;  // its reader makes contents of that kind
};

}  // namespace sluis::http
