#include "services/kaibo/demo_rooms.h"

#include "services/kaibo/demo_story.h"

namespace kaibo {

namespace json = boost::json;

std::int64_t DemoRooms::person(const json::object& object, std::string_view key) const {
  return story_.people.at(text(object, key));
}

void DemoRooms::plan(const json::object& wish) {
  const bool ended = text(wish, "state") == "ended";
  const base::Millis duration = number(wish, "duration_seconds") * base::second;
  const base::Millis end =
      ended ? story_.now - number(wish, "ended_minutes_ago") * base::minute : story_.now;
  const base::Millis start = end - duration;
  const std::string key = text(wish, "key");
  if (!ended) {
    plan_preview(wish, key);
    return;
  }
  story_.at(start - 60 * base::minute, [this, &wish, start] { prepare_room(wish, start); });
  const std::int64_t host = person(wish, "owner");
  story_.at(start, [=, this] {
    write([&](db::Transaction& tx) {
      story_.program.live.rooms.start(tx, story_.class_id, host, rooms_.at(key));
    });
  });
  plan_audience(wish, key, start);
  for (const json::value& value : wish.at("explains").as_array()) {
    const json::object& explain = value.as_object();
    const auto set = [=, this](std::int64_t product_id) {
      write([&](db::Transaction& tx) {
        story_.program.live.rooms.explain(tx, story_.class_id, host, rooms_.at(key), product_id);
      });
    };
    story_.at(start + number(explain, "from_second") * base::second, [=, this, &explain] {
      set(story_.products.at(text(explain, "product")).product_id());
    });
    story_.at(start + number(explain, "to_second") * base::second, [=] { set(0); });
  }
  story_.at(end, [=, this] {
    write([&](db::Transaction& tx) {
      story_.program.live.rooms.end(tx, story_.class_id, host, rooms_.at(key));
    });
  });
}

void DemoRooms::plan_preview(const json::object& wish, const std::string& key) {
  const base::Millis planned = story_.now + number(wish, "planned_in_minutes") * base::minute;
  story_.at(story_.now - 30 * base::minute, [this, &wish, key, planned] {
    prepare_room(wish, planned);
    set_room_stock(wish, key);
    write([&](db::Transaction& tx) {
      story_.program.live.previews.announce(tx, story_.class_id, person(wish, "owner"),
                                            rooms_.at(key));
    });
    for (const json::value& account : wish.at("reserved_by").as_array()) {
      live::v1::ReserveRoomRequest reservation;
      reservation.set_class_id(story_.class_id);
      reservation.set_room_id(rooms_.at(key));
      reservation.set_reserved(true);
      write([&](db::Transaction& tx) {
        story_.program.live.previews.reserve(tx, story_.people.at(std::string(account.as_string())),
                                             reservation);
      });
    }
  });
}

void DemoRooms::set_room_stock(const json::object& wish, const std::string& key) {
  for (const json::value& value : wish.at("shelf").as_array()) {
    const json::object& item = value.as_object();
    live::v1::SetShelfDetailsRequest details;
    details.set_class_id(story_.class_id);
    details.set_room_id(rooms_.at(key));
    details.set_product_id(story_.products.at(text(item, "product")).product_id());
    details.set_own_stock(true);
    details.set_stock(static_cast<std::int32_t>(number(item, "live_stock")));
    write([&](db::Transaction& tx) {
      story_.program.live.rooms.set_shelf_details(tx, person(wish, "owner"), details);
    });
  }
}

void DemoRooms::prepare_room(const json::object& wish, base::Millis planned) {
  const std::int64_t host = person(wish, "owner");
  live::v1::SaveRoomRequest room;
  room.set_class_id(story_.class_id);
  room.set_title(text(wish, "title"));
  room.set_category(text(wish, "category"));
  room.set_notice(text(wish, "notice"));
  room.set_cover(story_.upload(host, text(wish, "cover")));
  room.set_planned_at(planned);
  const std::int64_t room_id = write([&](db::Transaction& tx) {
    return story_.program.live.rooms.save(tx, host, room).room_id();
  });
  rooms_[text(wish, "key")] = room_id;
  for (const json::value& value : wish.at("shelf").as_array()) {
    const json::object& item = value.as_object();
    live::v1::PutOnShelfRequest put;
    put.set_class_id(story_.class_id);
    put.set_room_id(room_id);
    put.set_product_id(story_.products.at(text(item, "product")).product_id());
    put.set_live_price_fen(number(item, "live_price_fen"));
    write([&](db::Transaction& tx) { story_.program.live.rooms.put_on_shelf(tx, host, put); });
    live_prices_[text(item, "product")] = put.live_price_fen();
  }
}

void DemoRooms::plan_audience(const json::object& wish, const std::string& key,
                              base::Millis start) {
  for (const json::value& value : wish.at("viewers").as_array()) {
    const json::object& viewer = value.as_object();
    const auto presence = [this, key, user = person(viewer, "account")](bool present) {
      write([&](db::Transaction& tx) {
        story_.program.live.rooms.presence(tx, story_.class_id, rooms_.at(key), user, present);
      });
    };
    story_.at(start + number(viewer, "enter_second") * base::second, [=] { presence(true); });
    story_.at(start + number(viewer, "leave_second") * base::second, [=] { presence(false); });
  }
  for (const json::value& value : wish.at("comments").as_array()) {
    const json::object& comment = value.as_object();
    story_.at(start + number(comment, "second") * base::second, [=, this, &comment] {
      write([&](db::Transaction& tx) {
        const std::int64_t user_id = person(comment, "account");
        story_.program.live.talk.say(tx, story_.class_id,
                                     {user_id, story_.program.identity.name_of(tx, user_id)},
                                     {.room_id = rooms_.at(key), .text = text(comment, "text")});
      });
    });
  }
  for (const json::value& value : wish.at("likes").as_array()) {
    const json::object& like = value.as_object();
    story_.at(start + number(like, "second") * base::second, [=, this, &like] {
      write([&](db::Transaction& tx) {
        story_.program.live.rooms.add_likes(
            tx, story_.class_id, rooms_.at(key),
            {{person(like, "account"), static_cast<std::int32_t>(number(like, "count"))}});
      });
    });
  }
  for (const json::value& value : wish.at("opens").as_array()) {
    const json::object& open = value.as_object();
    story_.at(start + number(open, "second") * base::second, [=, this, &open] {
      write([&](db::Transaction& tx) {
        story_.program.live.reviews.open_products(
            tx, story_.class_id, rooms_.at(key),
            {{.user_id = person(open, "account"),
              .product_id = story_.products.at(text(open, "product")).product_id()}});
      });
    });
  }
  for (const json::value& value : wish.at("orders").as_array()) {
    const json::object& order = value.as_object();
    story_.at(start + number(order, "second") * base::second,
              [=, this, &order] { buy(order, key); });
  }
}

void DemoRooms::buy(const json::object& wish, const std::string& room) {
  const std::string product = text(wish, "product");
  live::v1::BuyInRoomRequest order;
  order.set_class_id(story_.class_id);
  order.set_room_id(rooms_.at(room));
  order.set_product_id(story_.products.at(product).product_id());
  order.set_quantity(static_cast<std::int32_t>(number(wish, "quantity")));
  order.set_expected_price_fen(live_prices_.at(product));
  *order.mutable_address() = address_of(text(wish, "buyer"));
  write([&](db::Transaction& tx) {
    story_.program.live.rooms.buy(tx, person(wish, "buyer"), order);
  });
}

}  // namespace kaibo
