#pragma once

// One coroutine fetches, the others who want the same wait for it: a thousand requests at once ask
// once. One thread.

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>

namespace sluis::http {

class SingleFetch {
 private:
  struct UnderWay;

 public:
  /// Whoever holds it fetches; when it goes, the others go on, whether or not it went well.
  class Turn {
   public:
    Turn(Turn&&) noexcept = default;
    Turn& operator=(Turn&&) = delete;
    ~Turn();

   private:
    friend class SingleFetch;
    explicit Turn(std::shared_ptr<UnderWay> fetch) : fetch_(std::move(fetch)) {}
    std::shared_ptr<UnderWay> fetch_;
  };

  /// A turn, at once; or nothing, after the fetch of another has ended or took too long.
  boost::asio::awaitable<std::optional<Turn>> take();

 private:
  // Shared by the one who fetches and those who wait: any of them may be the last to go. Only
  // known here, so that it never outlives the loop that its timer belongs to.
  std::weak_ptr<UnderWay> fetch_;
};

}  // namespace sluis::http
