#include "services/live/live.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include "common/rpc/requests.h"
#include "services/classroom/happened.h"
#include "services/live/records.h"
#include "services/live/rules.h"

namespace kaibo::live {

namespace {

using LikeWish = Merger<v1::AddLikesRequest, v1::AddLikesResponse>::Wish;
using LookWish = Merger<v1::OpenProductRequest, v1::OpenProductResponse>::Wish;

/// The room of "room:<id>"; 0 for other topics.
std::int64_t room_of(std::string_view topic) {
  constexpr std::string_view prefix = "room:";
  if (!topic.starts_with(prefix)) return 0;
  topic.remove_prefix(prefix.size());
  std::int64_t room_id = 0;
  std::from_chars(topic.data(), topic.data() + topic.size(), room_id);
  return room_id;
}

}  // namespace

Live::Live(const Settings& settings, const Parts& given)
    : node(settings.node),
      parts(given),
      rooms(parts.ids, parts.identity, parts.classroom, parts.mall, node),
      followers(parts.mall, rooms),
      talk(parts.ids, parts.identity, parts.classroom, rooms, followers),
      offers(rooms, followers, parts.mall),
      remarks(parts.ids, parts.identity, parts.classroom, rooms),
      previews(parts.classroom, rooms),
      scripts(parts.classroom, rooms),
      checklist(parts.classroom, rooms, scripts),
      likes("kaibo.live.v1.LiveService/AddLikes", parts.database, parts.runtime,
            settings.like_merge_ms,
            [this](db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                   const std::vector<LikeWish>& wishes) {
              std::vector<std::pair<std::int64_t, std::int32_t>> people;
              for (const LikeWish& wish : wishes) {
                people.emplace_back(wish.user_id, wish.request.count());
              }
              v1::AddLikesResponse response;
              response.set_total(rooms.add_likes(tx, class_id, room_id, people));
              return response;
            }),
      looks("kaibo.live.v1.ReviewService/OpenProduct", parts.database, parts.runtime,
            settings.like_merge_ms,
            [this](db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                   const std::vector<LookWish>& wishes) {
              std::vector<Reviews::Look> people;
              for (const LookWish& wish : wishes) {
                people.push_back({wish.user_id, wish.request.product_id()});
              }
              reviews.open_products(tx, class_id, room_id, people);
              return v1::OpenProductResponse();
            }),
      video(settings.video,
            {.ids = parts.ids,
             .identity = parts.identity,
             .classroom = parts.classroom,
             .rooms = rooms,
             .database = parts.database,
             .runtime = parts.runtime,
             .clock = parts.clock,
             .limiter = parts.limiter},
            node),
      tallies(settings.figures_kept),
      reviews({.identity = parts.identity,
               .classroom = parts.classroom,
               .rooms = rooms,
               .tallies = tallies,
               .clock = parts.clock}) {}

Task<void> Live::end_visits(std::int32_t of_node, StillGone still_gone) {
  const std::vector<records::LiveRoom> live =
      co_await parts.database.read([](db::Transaction& tx) { return records::live_rooms(tx); });
  for (const records::LiveRoom& room : live) {
    co_await parts.database.write(room.class_id, [=, this](db::Transaction& tx) {
      if (!still_gone(tx)) return;
      const auto end = [&](const RoomTally& tally, std::int64_t) {
        for (const std::int64_t user_id : tally.viewers_at(of_node)) {
          rooms.leave(tx, room.class_id, room.room_id,
                      {.user_id = user_id, .node = of_node, .left_at = tally.last_at()});
        }
      };
      tallies.look(tx, room.class_id, classroom::room_topic(room.room_id), end);
    });
  }
}

Task<void> Live::resume_visits() {
  const std::vector<records::LiveRoom> live =
      co_await parts.database.read([](db::Transaction& tx) { return records::live_rooms(tx); });
  for (const records::LiveRoom& room : live) {
    co_await parts.database.write(room.class_id, [this, room](db::Transaction& tx) {
      const std::string topic = classroom::room_topic(room.room_id);
      const auto known = tallies.look(
          tx, room.class_id, topic,
          [this](const RoomTally& tally, std::int64_t) { return tally.viewers_at(node); });
      // Looked up in the unit: whoever leaves after that is noted after it.
      for (const std::int64_t user_id : parts.hub.online_here(room.class_id, topic)) {
        if (std::ranges::find(known, user_id) != known.end()) continue;
        rooms.presence(tx, room.class_id, room.room_id, user_id, true);
      }
    });
  }
}

void Live::register_timers(agenda::Agenda& agenda) {
  rooms.flash_sales.register_timers(agenda);
  rooms.bags.register_timers(agenda);
}

std::vector<std::string> check(db::Transaction& tx) { return check_offers(tx); }

std::int64_t Live::rooms_on_air(db::Transaction& tx) { return std::ssize(records::live_rooms(tx)); }

std::vector<std::string> Live::check(db::Transaction& tx) {
  std::vector<std::string> wrong;
  for (const std::int64_t room_id : mall::Products::rooms_with_own_stock(tx)) {
    if (!records::is_over(tx, room_id)) continue;
    wrong.push_back("room " + std::to_string(room_id) + " is over and still holds stock");
  }
  return wrong;
}

v1::Figures Live::figures(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  const base::Millis now = parts.clock.now();
  return tallies.look(tx, class_id, classroom::room_topic(room_id),
                      [now](const RoomTally& tally, std::int64_t) { return tally.figures(now); });
}

Task<v1::AddLikesResponse> Live::add_likes(std::int64_t user_id, v1::AddLikesRequest request) {
  rpc::check_request_id(request.request_id());
  const std::int64_t class_id = request.class_id();
  const classroom::LiveRules rules =
      co_await parts.database.read([this, class_id](db::Transaction& tx) {
        return parts.classroom.profile_of(tx, class_id).live;
      });
  rules::check_likes(rules, request.count());
  const security::RateLimiter::Rate rate{.burst = rules.like_rate.burst,
                                         .refill_ms = rules.like_rate.refill_ms};
  parts.limiter.take("like:" + std::to_string(user_id), rate);
  co_return co_await likes.add(user_id, std::move(request));
}

Task<v1::OpenProductResponse> Live::open_product(std::int64_t user_id,
                                                 v1::OpenProductRequest request) {
  rpc::check_request_id(request.request_id());
  const std::int64_t class_id = request.class_id();
  const classroom::Rate rate = co_await parts.database.read([this, class_id](db::Transaction& tx) {
    return parts.classroom.profile_of(tx, class_id).live.review.open_rate;
  });
  parts.limiter.take("open:" + std::to_string(user_id),
                     {.burst = rate.burst, .refill_ms = rate.refill_ms});
  co_return co_await looks.add(user_id, std::move(request));
}

void Live::on_event(const db::Entry& entry) {
  if (entry.kind == event::v1::Event::kRoomEnded) {
    video.room_ended(entry.stream, room_of(entry.topic));
  }
  if (entry.kind != event::v1::Event::kRoomStarted) return;
  for (const std::int64_t user_id : parts.hub.online_here(entry.stream, entry.topic)) {
    const std::size_t core = static_cast<std::uint64_t>(user_id) % parts.runtime.cores();
    parts.runtime.post(core, [this, class_id = entry.stream, topic = entry.topic, user_id] {
      on_presence(class_id, topic, user_id, true);
    });
  }
}

void Live::on_presence(std::int64_t class_id, const std::string& topic, std::int64_t user_id,
                       bool present) {
  const std::int64_t room_id = room_of(topic);
  if (room_id == 0) return;
  parts.runtime.spawn(async::Runtime::this_core(), [this, class_id, room_id, user_id, present] {
    return parts.database.write(class_id,
                                [this, class_id, room_id, user_id, present](db::Transaction& tx) {
                                  rooms.presence(tx, class_id, room_id, user_id, present);
                                });
  });
}

}  // namespace kaibo::live
