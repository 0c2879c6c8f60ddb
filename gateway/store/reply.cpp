#include "store/reply.h"

#include <hiredis/read.h>

#include <new>
#include <utility>

namespace sluis::store {

namespace {

// hiredis keeps its buffer between replies as long as it is no larger than this.
constexpr std::size_t kKeptBufferBytes = 64 * 1024;

struct FreeReader {
  void operator()(redisReader* reader) const { redisReaderFree(reader); }
};

}  // namespace

// hiredis calls back for every item. We build our own tree in place and count what it costs:
// hiredis 0.14 itself would believe a server that announces two milliards of elements.
struct ReplyReader::Parser {
  ReplyLimits limits;
  std::unique_ptr<redisReader, FreeReader> reader{};
  Reply root{};
  std::size_t octets_so_far = 0;
  std::size_t elements_so_far = 0;
  bool is_malformed = false;

  static Parser& of(const redisReadTask* task) { return *static_cast<Parser*>(task->privdata); }

  static Reply* place(const redisReadTask* task) {
    if (!task->parent) return &of(task).root;
    auto* parent = static_cast<Reply*>(task->parent->obj);
    return &parent->elements[static_cast<std::size_t>(task->idx)];
  }

  static Reply::Kind kind_of_text(int type) {
    if (type == REDIS_REPLY_ERROR) return Reply::Kind::error;
    return type == REDIS_REPLY_STATUS ? Reply::Kind::status : Reply::Kind::text;
  }

  // A null pointer tells hiredis to stop. No exception may pass through C.
  static void* make_text(const redisReadTask* task, char* octets, std::size_t size) {
    Parser& parser = of(task);
    parser.octets_so_far += size;
    if (parser.octets_so_far > parser.limits.octets) return nullptr;
    Reply* reply = place(task);
    reply->kind = kind_of_text(task->type);
    try {
      reply->text.assign(octets, size);
    } catch (const std::bad_alloc&) {
      return nullptr;
    }
    return reply;
  }

  static void* make_list(const redisReadTask* task, int size) {
    Parser& parser = of(task);
    if (size < 0 || std::cmp_greater(size, parser.limits.elements)) return nullptr;
    parser.elements_so_far += static_cast<std::size_t>(size);
    if (parser.elements_so_far > parser.limits.elements) return nullptr;
    Reply* reply = place(task);
    reply->kind = Reply::Kind::list;
    try {
      reply->elements.resize(static_cast<std::size_t>(size));
    } catch (const std::bad_alloc&) {
      return nullptr;
    }
    return reply;
  }

  static void* make_number(const redisReadTask* task, long long number) {
    Reply* reply = place(task);
    reply->kind = Reply::Kind::number;
    reply->number = number;
    return reply;
  }

  static void* make_nothing(const redisReadTask* task) {
    Reply* reply = place(task);
    reply->kind = Reply::Kind::nothing;
    return reply;
  }

  static void release(void*) {}  // the tree belongs to the Parser

  void begin_next() {
    root = {};
    octets_so_far = 0;
    elements_so_far = 0;
  }
};

ReplyReader::ReplyReader(ReplyLimits limits) : parser_(std::make_unique<Parser>(limits)) {
  static redisReplyObjectFunctions functions = {&Parser::make_text, &Parser::make_list,
                                                &Parser::make_number, &Parser::make_nothing,
                                                &Parser::release};
  parser_->reader.reset(redisReaderCreateWithFunctions(&functions));
  if (!parser_->reader) throw std::bad_alloc();
  parser_->reader->privdata = parser_.get();
  parser_->reader->maxbuf = kKeptBufferBytes;
}

ReplyReader::ReplyReader(ReplyReader&&) noexcept = default;
ReplyReader& ReplyReader::operator=(ReplyReader&&) noexcept = default;
ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(std::string_view octets) {
  if (parser_->is_malformed || octets.empty()) return;
  if (redisReaderFeed(parser_->reader.get(), octets.data(), octets.size()) != REDIS_OK) {
    parser_->is_malformed = true;
  }
}

ReplyReader::Reading ReplyReader::next(Reply& reply) {
  Parser& parser = *parser_;
  if (parser.is_malformed) return Reading::malformed;
  redisReader* reader = parser.reader.get();
  void* whole = nullptr;
  if (redisReaderGetReply(reader, &whole) != REDIS_OK) {
    parser.is_malformed = true;
    return Reading::malformed;
  }
  if (!whole) {
    // A text that never ends, or a line without an end, is held in hiredis' buffer: bound that as
    // well.
    parser.is_malformed = reader->len - reader->pos > parser.limits.octets;
    return parser.is_malformed ? Reading::malformed : Reading::incomplete;
  }
  reply = std::move(parser.root);
  parser.begin_next();
  return Reading::complete;
}

}  // namespace sluis::store
