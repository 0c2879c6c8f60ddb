#pragma once

// The open connections of a server: how many there may be in all, how many of one client network,
// and who gives way when there is no room. A connection that only waits for the client's next
// request gives way to a newcomer, the longest wait first: it costs a browser a new connection, and
// a stranger gains nothing by holding many. A network that has its share makes room out of its own.
// What is being read or answered never gives way.
//
// Knows nothing of sockets. Used from one thread; the two numbers from any.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

namespace sluis::http {

class OpenConnections {
 public:
  struct Limits {
    std::size_t all;
    std::size_t per_network;
  };

  /// One connection's, for as long as it is there. Waits at first.
  class Place {
   public:
    /// Of `admit` alone, which has made room for it.
    Place(OpenConnections& all, std::string network);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    /// What closes the connection. It must not destroy the place at once.
    void closes_by(std::function<void()> close) { close_ = std::move(close); }

    void wait();                               // for a request: it may have to give way from now on
    void work();                               // on a request
    bool is_lost() const { return is_lost_; }  // it had to close

   private:
    friend class OpenConnections;

    OpenConnections& all_;
    const std::string network_;  // empty: of none
    std::function<void()> close_;
    std::list<Place*>::iterator among_all_;
    std::list<Place*>::iterator in_network_;
    bool is_waiting_ = false;
    bool is_lost_ = false;
  };

  explicit OpenConnections(Limits limits) : limits_(limits) {}
  OpenConnections(const OpenConnections&) = delete;
  OpenConnections& operator=(const OpenConnections&) = delete;

  /// Nothing when there is no room. Where there is no network (a trusted proxy, which speaks for
  /// many) only the limit of all counts.
  std::unique_ptr<Place> admit(const std::optional<std::string>& network);

  void close_waiting();
  void close_all();

  bool is_empty() const { return there_.empty(); }
  /// Those that have to close are not counted, though they may be there for a moment.
  std::size_t count() const { return count_.load(std::memory_order_relaxed); }
  /// How many found no room, or made some.
  std::uint64_t turned_away() const { return turned_away_.load(std::memory_order_relaxed); }

 private:
  struct Network {
    std::size_t count = 0;
    std::list<Place*> waiting{};
  };

  bool make_room(const std::string& network);
  void give_way(Place& place);
  void close(Place& place);
  void leave(Place& place);

  const Limits limits_;
  std::unordered_set<Place*> there_;
  std::atomic<std::size_t> count_{0};
  std::atomic<std::uint64_t> turned_away_{0};
  std::list<Place*> waiting_;  // the longest wait first, here and in each network
  std::map<std::string, Network, std::less<>> networks_;  // none is empty
};

}  // namespace sluis::http
