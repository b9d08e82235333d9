#include "services/kaibo/demo_loader.h"

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/embedded.h"
#include "common/base/error.h"
#include "generated/embedded/demo_files.h"
#include "kaibo/access/v1/access.pb.h"
#include "services/identity/rules.h"
#include "services/kaibo/demo_accounts.h"
#include "services/kaibo/demo_story.h"
#include "services/kaibo/demo_voices.h"
#include "services/kaibo/program.h"
#include "services/mall/document.h"

namespace kaibo {

namespace {

namespace json = boost::json;

constexpr std::string_view demo_password = "kaibo2026";
constexpr std::string_view demo_profile = "live-hunan-2021";

std::string_view demo_file(std::string_view name) {
  return base::content_of(embedded::demo_files, name);
}

int role_of(std::string_view name) {
  if (name == "instructor") return access::v1::ROLE_INSTRUCTOR;
  if (name == "assistant") return access::v1::ROLE_ASSISTANT;
  return access::v1::ROLE_TRAINEE;
}

/// Puts the demo's story on a time line, then plays it on a clock of its own.
class DemoLoader {
 public:
  explicit DemoLoader(const Settings& settings)
      : now_(base::SystemClock().now()),
        clock_(now_ - 5 * base::day),
        program_(settings, clock_),
        story_(json::parse(demo_file("demo.json")).as_object()) {}

  void load() {
    refuse_used_folder();
    found_class();
    add_people();
    plan_supply();
    plan_shops();
    plan_orders();
    plan_promotions();
    DemoVoices voices(program_, class_id_, people_, orders_);
    voices.plan(story_, [this](std::int64_t minutes_ago, std::function<void()> action) {
      at(now_ - minutes_ago * base::minute, std::move(action));
    });
    for (const json::value& room : story_.at("live").as_array()) plan_room(room.as_object());
    play();
    write_demo_accounts(program_.settings.data, accounts_);
  }

 private:
  template <typename Unit>
  auto write(Unit unit) {
    return program_.database->write_now(class_id_, unit);
  }

  void at(base::Millis when, std::function<void()> action) {
    plan_.emplace(when, std::move(action));
  }

  void play() {
    for (const auto& [when, action] : plan_) {
      clock_.advance(std::max<base::Millis>(0, when - clock_.now()));
      action();
    }
  }

  std::int64_t person(const json::object& object, std::string_view key) const {
    return people_.at(text(object, key));
  }

  /// Uploads a picture in a person's name, as the web client would; returns its id.
  std::string upload(std::int64_t user_id, const std::string& file) {
    const auto [found, first] = uploaded_.try_emplace(file);
    files::Picture& picture = found->second;
    // Encoding takes most of the demo's time, and many share a picture.
    if (first) picture = program_.files.put(demo_file(file));
    write(
        [&](db::Transaction& tx) { files::claim(tx, program_.files.limits(), user_id, picture); });
    return picture.id;
  }

  template <typename List>
  void upload_all(std::int64_t user_id, const json::object& object, List* pictures) {
    for (const json::value& file : object.at("pictures").as_array()) {
      pictures->Add(upload(user_id, std::string(file.as_string())));
    }
  }

  void refuse_used_folder() {
    const bool used = program_.database->read_now(
        [&](db::Transaction& tx) { return !program_.classroom.list(tx).empty(); });
    if (used) {
      throw base::Error(base::Code::failed_precondition,
                        {"这个数据文件夹里已经有班级了，演示数据只能放进新的文件夹",
                         "This data folder holds a class already; the demo needs a new one"});
    }
  }

  void found_class() {
    const json::object& wish = story_.at("class").as_object();
    class_id_ = program_.database->write_now(classroom::school_stream, [&](db::Transaction& tx) {
      return program_.classroom
          .create_class(tx,
                        {.code = text(wish, "code"),
                         .name = text(wish, "name"),
                         .profile = std::string(demo_profile)},
                        0)
          .class_id;
    });
  }

  void add_people() {
    const std::string hash = program_.passwords.hash_now(demo_password);
    std::vector<classroom::NewMember> lines;
    for (const json::value& value : story_.at("people").as_array()) {
      const json::object& wish = value.as_object();
      const std::string account = text(wish, "account");
      people_[account] = write([&](db::Transaction& tx) {
        return program_.identity.create_person(
            tx, {.account = account, .name = text(wish, "name"), .password_hash = hash});
      });
      lines.push_back({.name = text(wish, "name"),
                       .account = account,
                       .role = role_of(text(wish, "role")),
                       .id_card = {},
                       .teaches = wish.at("teaches").as_bool()});
      set_avatar(wish, account);
    }
    const std::vector<classroom::InitialPassword> none(lines.size());
    write([&](db::Transaction& tx) {
      program_.classroom.add_members(tx, class_id_, lines, none, 0);
    });
  }

  void set_avatar(const json::object& wish, const std::string& account) {
    const auto index = static_cast<std::size_t>(number(wish, "avatar"));
    const std::string file(story_.at("avatars").as_array().at(index).as_string());
    const std::string picture = upload(people_.at(account), file);
    write([&](db::Transaction& tx) {
      program_.identity.set_avatar(tx, people_.at(account), picture);
    });
    identity::v1::DemoAccount shown;
    shown.set_account(account);
    shown.set_name(text(wish, "name"));
    shown.set_role(static_cast<access::v1::Role>(role_of(text(wish, "role"))));
    shown.set_password(std::string(demo_password));
    shown.set_avatar(picture);
    accounts_.push_back(std::move(shown));
  }

  void plan_supply() {
    const std::int64_t assistant = people_.at("zl01");
    at(now_ - 4 * base::day, [this, assistant] {
      const supply::Seed& market = supply::seed();
      std::vector<files::Picture> pictures;
      for (const std::string_view content : market.pictures) {
        pictures.push_back(program_.files.put(content));
      }
      write([&](db::Transaction& tx) {
        program_.supply.market.fill(tx, class_id_, assistant, market, pictures,
                                    program_.files.limits());
      });
    });
  }

  void plan_shops() {
    base::Millis when = now_ - 3 * base::day;
    for (const json::value& value : story_.at("shops").as_array()) {
      const json::object& wish = value.as_object();
      at(when += 7 * base::minute, [this, &wish] {
        const std::int64_t owner = person(wish, "owner");
        const mall::Shops::Form form{.name = text(wish, "name"),
                                     .category = text(wish, "category"),
                                     .introduction = text(wish, "introduction"),
                                     .logo = upload(owner, text(wish, "logo"))};
        write([&](db::Transaction& tx) { program_.mall.shops.open(tx, class_id_, owner, form); });
      });
    }
    for (const json::value& value : story_.at("products").as_array()) {
      const json::object& wish = value.as_object();
      at(when += 3 * base::minute, [this, &wish] { add_product(wish); });
    }
  }

  void add_product(const json::object& wish) {
    const std::int64_t seller = person(wish, "shop");
    mall::v1::SaveProductRequest product;
    product.set_class_id(class_id_);
    product.set_title(text(wish, "title"));
    product.set_description(text(wish, "description"));
    product.set_category(text(wish, "category"));
    for (const json::key_value_pair& one : wish.at("attributes").as_object()) {
      mall::v1::Attribute& attribute = *product.add_attributes();
      attribute.set_name(one.key());
      attribute.set_value(std::string(one.value().as_string()));
    }
    product.set_price_fen(number(wish, "price_fen"));
    product.set_stock(static_cast<std::int32_t>(number(wish, "stock")));
    product.set_listed(wish.at("listed").as_bool());
    upload_all(seller, wish, product.mutable_pictures());
    products_[text(wish, "key")] = write([&](db::Transaction& tx) {
      return program_.mall.products.save(tx, class_id_, seller, product);
    });
  }

  /// They run from just before now on: the story's orders are at full price.
  void plan_promotions() {
    for (const json::value& value : story_.at("promotions").as_array()) {
      const json::object& wish = value.as_object();
      at(now_ - base::minute, [this, &wish] {
        auto terms =
            mall::document::of_text<mall::v1::PromotionWish>(json::serialize(wish.at("terms")));
        for (const json::value& key : wish.at("products").as_array()) {
          terms.add_product_ids(products_.at(std::string(key.as_string())).product_id());
        }
        terms.set_valid_until_class_at(now_ + number(wish, "days") * base::day);
        write([&](db::Transaction& tx) {
          program_.mall.campaigns.start(tx, class_id_, person(wish, "shop"), std::move(terms));
        });
      });
    }
  }

  static mall::v1::Address address_of(const std::string& name) {
    mall::v1::Address address;
    address.set_name(name);
    address.set_phone("138****0000");
    address.set_text("演示地址：青禾职业培训学校 实训楼 201 室");
    return address;
  }

  void plan_orders() {
    for (const json::value& value : story_.at("orders").as_array()) {
      const json::object& wish = value.as_object();
      at(now_ - number(wish, "minutes_ago") * base::minute, [this, &wish] { place_order(wish); });
    }
  }

  /// Places the order and plans the steps up to the state in which the story wants it.
  void place_order(const json::object& wish) {
    const std::int64_t buyer = person(wish, "buyer");
    const mall::v1::Product& product = products_.at(text(wish, "product"));
    mall::Orders::NewOrder order{
        .class_id = class_id_,
        .buyer_id = buyer,
        .lines = {},
        .address = address_of(text(wish, "buyer")),
        .pay_now = false,
        .expected_amount_fen = product.price_fen() * number(wish, "quantity"),
        .room_id = 0,
        .live_prices_fen = {}};
    mall::v1::NewOrderLine& line = *order.lines.Add();
    line.set_product_id(product.product_id());
    line.set_quantity(static_cast<std::int32_t>(number(wish, "quantity")));
    const std::int64_t order_id = write([&](db::Transaction& tx) {
      program_.mall.dashboard.view(tx, class_id_, buyer, product.product_id());
      return program_.mall.orders.place(tx, order).order_id();
    });

    orders_[text(wish, "key")] = order_id;

    const std::string state = text(wish, "state");
    const std::int64_t seller = product.seller_id();
    const base::Millis placed = clock_.now();
    if (state == "pending_pay") return;
    if (state == "closed") {
      at(placed + 5 * base::minute, [=, this] {
        write([&](db::Transaction& tx) {
          program_.mall.orders.cancel(tx, class_id_, buyer, order_id);
        });
      });
      return;
    }
    at(placed + base::minute, [=, this] {
      write([&](db::Transaction& tx) { program_.mall.orders.pay(tx, class_id_, buyer, order_id); });
    });
    if (state == "paid") return;
    at(placed + 30 * base::minute, [=, this, &wish] {
      mall::v1::ShipOrderRequest ship;
      ship.set_order_id(order_id);
      ship.set_courier("中通快递");
      ship.set_waybill(text(wish, "waybill"));
      write([&](db::Transaction& tx) { program_.mall.orders.ship(tx, class_id_, seller, ship); });
    });
    if (state == "shipped") return;
    at(placed + 60 * base::minute, [=, this] {
      write([&](db::Transaction& tx) {
        program_.mall.orders.confirm(tx, class_id_, buyer, order_id);
      });
    });
  }

  void plan_room(const json::object& wish) {
    const bool ended = text(wish, "state") == "ended";
    const base::Millis duration = number(wish, "duration_seconds") * base::second;
    const base::Millis end = ended ? now_ - number(wish, "ended_minutes_ago") * base::minute : now_;
    const base::Millis start = end - duration;
    const std::string key = text(wish, "key");
    if (!ended) {
      plan_preview(wish, key);
      return;
    }
    at(start - 60 * base::minute, [this, &wish, start] { prepare_room(wish, start); });
    const std::int64_t host = person(wish, "owner");
    at(start, [=, this] {
      write([&](db::Transaction& tx) {
        program_.live.rooms.start(tx, class_id_, host, rooms_.at(key));
      });
    });
    plan_audience(wish, key, start);
    for (const json::value& value : wish.at("explains").as_array()) {
      const json::object& explain = value.as_object();
      const auto set = [=, this](std::int64_t product_id) {
        write([&](db::Transaction& tx) {
          program_.live.rooms.explain(tx, class_id_, host, rooms_.at(key), product_id);
        });
      };
      at(start + number(explain, "from_second") * base::second,
         [=, this, &explain] { set(products_.at(text(explain, "product")).product_id()); });
      at(start + number(explain, "to_second") * base::second, [=] { set(0); });
    }
    at(end, [=, this] {
      write([&](db::Transaction& tx) {
        program_.live.rooms.end(tx, class_id_, host, rooms_.at(key));
      });
    });
  }

  /// A room the class may look forward to: announced, and reserved by some.
  void plan_preview(const json::object& wish, const std::string& key) {
    const base::Millis planned = now_ + number(wish, "planned_in_minutes") * base::minute;
    at(now_ - 30 * base::minute, [this, &wish, key, planned] {
      prepare_room(wish, planned);
      set_room_stock(wish, key);
      write([&](db::Transaction& tx) {
        program_.live.previews.announce(tx, class_id_, person(wish, "owner"), rooms_.at(key));
      });
      for (const json::value& account : wish.at("reserved_by").as_array()) {
        live::v1::ReserveRoomRequest reservation;
        reservation.set_class_id(class_id_);
        reservation.set_room_id(rooms_.at(key));
        reservation.set_reserved(true);
        write([&](db::Transaction& tx) {
          program_.live.previews.reserve(tx, people_.at(std::string(account.as_string())),
                                         reservation);
        });
      }
    });
  }

  void set_room_stock(const json::object& wish, const std::string& key) {
    for (const json::value& value : wish.at("shelf").as_array()) {
      const json::object& item = value.as_object();
      live::v1::SetShelfDetailsRequest details;
      details.set_class_id(class_id_);
      details.set_room_id(rooms_.at(key));
      details.set_product_id(products_.at(text(item, "product")).product_id());
      details.set_own_stock(true);
      details.set_stock(static_cast<std::int32_t>(number(item, "live_stock")));
      write([&](db::Transaction& tx) {
        program_.live.rooms.set_shelf_details(tx, person(wish, "owner"), details);
      });
    }
  }

  void prepare_room(const json::object& wish, base::Millis planned) {
    const std::int64_t host = person(wish, "owner");
    live::v1::SaveRoomRequest room;
    room.set_class_id(class_id_);
    room.set_title(text(wish, "title"));
    room.set_category(text(wish, "category"));
    room.set_notice(text(wish, "notice"));
    room.set_cover(upload(host, text(wish, "cover")));
    room.set_planned_at(planned);
    const std::int64_t room_id = write(
        [&](db::Transaction& tx) { return program_.live.rooms.save(tx, host, room).room_id(); });
    rooms_[text(wish, "key")] = room_id;
    for (const json::value& value : wish.at("shelf").as_array()) {
      const json::object& item = value.as_object();
      live::v1::PutOnShelfRequest put;
      put.set_class_id(class_id_);
      put.set_room_id(room_id);
      put.set_product_id(products_.at(text(item, "product")).product_id());
      put.set_live_price_fen(number(item, "live_price_fen"));
      write([&](db::Transaction& tx) { program_.live.rooms.put_on_shelf(tx, host, put); });
      live_prices_[text(item, "product")] = put.live_price_fen();
    }
  }

  void plan_audience(const json::object& wish, const std::string& key, base::Millis start) {
    for (const json::value& value : wish.at("viewers").as_array()) {
      const json::object& viewer = value.as_object();
      const auto presence = [this, key, user = person(viewer, "account")](bool present) {
        write([&](db::Transaction& tx) {
          program_.live.rooms.presence(tx, class_id_, rooms_.at(key), user, present);
        });
      };
      at(start + number(viewer, "enter_second") * base::second, [=] { presence(true); });
      at(start + number(viewer, "leave_second") * base::second, [=] { presence(false); });
    }
    for (const json::value& value : wish.at("comments").as_array()) {
      const json::object& comment = value.as_object();
      at(start + number(comment, "second") * base::second, [=, this, &comment] {
        write([&](db::Transaction& tx) {
          const std::int64_t user_id = person(comment, "account");
          program_.live.talk.say(tx, class_id_, {user_id, program_.identity.name_of(tx, user_id)},
                                 {.room_id = rooms_.at(key), .text = text(comment, "text")});
        });
      });
    }
    for (const json::value& value : wish.at("likes").as_array()) {
      const json::object& like = value.as_object();
      at(start + number(like, "second") * base::second, [=, this, &like] {
        write([&](db::Transaction& tx) {
          program_.live.rooms.add_likes(
              tx, class_id_, rooms_.at(key),
              {{person(like, "account"), static_cast<std::int32_t>(number(like, "count"))}});
        });
      });
    }
    for (const json::value& value : wish.at("opens").as_array()) {
      const json::object& open = value.as_object();
      at(start + number(open, "second") * base::second, [=, this, &open] {
        write([&](db::Transaction& tx) {
          program_.live.reviews.open_products(
              tx, class_id_, rooms_.at(key),
              {{.user_id = person(open, "account"),
                .product_id = products_.at(text(open, "product")).product_id()}});
        });
      });
    }
    for (const json::value& value : wish.at("orders").as_array()) {
      const json::object& order = value.as_object();
      at(start + number(order, "second") * base::second, [=, this, &order] { buy(order, key); });
    }
  }

  void buy(const json::object& wish, const std::string& room) {
    const std::string product = text(wish, "product");
    live::v1::BuyInRoomRequest order;
    order.set_class_id(class_id_);
    order.set_room_id(rooms_.at(room));
    order.set_product_id(products_.at(product).product_id());
    order.set_quantity(static_cast<std::int32_t>(number(wish, "quantity")));
    order.set_expected_price_fen(live_prices_.at(product));
    *order.mutable_address() = address_of(text(wish, "buyer"));
    write([&](db::Transaction& tx) { program_.live.rooms.buy(tx, person(wish, "buyer"), order); });
  }

  const base::Millis now_;
  base::ManualClock clock_;
  Program program_;
  const json::object story_;
  std::int64_t class_id_ = 0;
  std::map<std::string, std::int64_t> people_;
  std::map<std::string, files::Picture> uploaded_;
  std::map<std::string, mall::v1::Product> products_;
  std::map<std::string, std::int64_t> orders_;
  std::map<std::string, std::int64_t> rooms_;
  std::map<std::string, std::int64_t> live_prices_;
  std::vector<identity::v1::DemoAccount> accounts_;
  /// Actions in the order of their time; one may add later ones.
  std::multimap<base::Millis, std::function<void()>> plan_;
};

}  // namespace

void load_demo(const Settings& settings) { DemoLoader(settings).load(); }

}  // namespace kaibo
