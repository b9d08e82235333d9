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
#include "services/kaibo/demo_rooms.h"
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
    DemoRooms rooms({.program = program_,
                     .class_id = class_id_,
                     .people = people_,
                     .products = products_,
                     .now = now_,
                     .at = std::bind_front(&DemoLoader::at, this),
                     .upload = std::bind_front(&DemoLoader::upload, this)});
    for (const json::value& room : story_.at("live").as_array()) rooms.plan(room.as_object());
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

  const base::Millis now_;
  base::ManualClock clock_;
  Program program_;
  const json::object story_;
  std::int64_t class_id_ = 0;
  std::map<std::string, std::int64_t> people_;
  std::map<std::string, files::Picture> uploaded_;
  std::map<std::string, mall::v1::Product> products_;
  std::map<std::string, std::int64_t> orders_;
  std::vector<identity::v1::DemoAccount> accounts_;
  /// Actions in the order of their time; one may add later ones.
  std::multimap<base::Millis, std::function<void()>> plan_;
};

}  // namespace

void load_demo(const Settings& settings) { DemoLoader(settings).load(); }

}  // namespace kaibo
