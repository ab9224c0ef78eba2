#include "body_stream.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

namespace sheaf::feed {
namespace {

constexpr std::size_t kHead = 1024;
constexpr std::size_t kChunk = 64 << 10;
constexpr std::size_t kMaxDrain = 64 << 10;

}  // namespace

Read from_memory(std::string_view bytes) {
  return [bytes](char* buffer, std::size_t capacity) mutable {
    const std::size_t count = std::min(capacity, bytes.size());
    std::memcpy(buffer, bytes.data(), count);
    bytes.remove_prefix(count);
    return count;
  };
}

BodyStream::BodyStream(const Read& read, const XmlOptions& options)
    : read_(read), filter_(options.limits) {
  std::array<char, kHead> buffer;
  while (head_.size() < kHead && !read_all_) {
    head_.append(buffer.data(), pull(buffer.data(), kHead - head_.size()));
  }
  charset_ = detect_charset(head_, options.content_type);
  head_.erase(0, charset_.bom);
  if (charset_.iconv.empty()) return;
  try {
    decoder_.emplace(charset_.iconv);
  } catch (const std::runtime_error& e) {
    charset_.error = e.what();
  }
}

std::size_t BodyStream::replaced() const {
  return filter_.replaced() + (decoder_ ? decoder_->replaced() : 0);
}

std::size_t BodyStream::pull(char* buffer, std::size_t capacity) {
  const std::size_t count = read_(buffer, capacity);
  bytes_ += count;
  read_all_ = count == 0;
  return count;
}

void BodyStream::drain() {
  raw_.resize(kChunk);
  std::size_t drained = 0;
  while (!read_all_ && drained < kMaxDrain) drained += pull(raw_.data(), raw_.size());
}

// Adds to in_ what comes next.
void BodyStream::fill() {
  if (!head_.empty()) {
    raw_.swap(head_);
    head_.clear();
  } else if (decoder_) {
    raw_.resize(kChunk);
    raw_.resize(pull(raw_.data(), kChunk));
  } else {
    const std::size_t kept = in_.size();
    in_.resize(kept + kChunk);
    in_.resize(kept + pull(in_.data() + kept, kChunk));
    return;
  }
  if (decoder_) {
    decoder_->decode(raw_, read_all_, in_);
  } else {
    in_ += raw_;
  }
}

BodyStream::int_type BodyStream::underflow() {
  out_.clear();
  try {
    while (out_.empty() && !finished_ && !filter_.stopped() &&
           !(read_all_ && in_.empty() && head_.empty())) {
      if (!read_all_ || !head_.empty()) fill();
      in_.erase(0, filter_.run(in_, read_all_, out_));
    }
  } catch (...) {
    error_ = std::current_exception();
    finished_ = true;
  }
  setg(out_.data(), out_.data(), out_.data() + out_.size());
  if (!out_.empty()) return traits_type::to_int_type(out_.front());
  end_seen_ = true;
  return traits_type::eof();
}

}  // namespace sheaf::feed
