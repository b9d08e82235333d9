#include "services/mall/chat/records.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kaibo::mall::chat_records {

namespace {

using chat_rules::Consultation;

const db::Table chat_table("mall_chat", {"chat_id", "class_id", "shop_id", "seller_id", "buyer_id",
                                         "answerer_id", "buyer_read", "shop_read"});
const db::Table message_table("mall_chat_message",
                              {"chat_id", "message_id", "class_id", "author_id", "by_shop",
                               "automatic", "kind", "text", "picture", "subject_id", "at"});
const db::Table consultation_table("mall_chat_consultation",
                                   {"chat_id", "consultation", "class_id", "began_at",
                                    "answered_at", "answered_by", "stars"});
const db::Table quick_answer_table("mall_chat_quick_answer",
                                   {"shop_id", "place", "class_id", "text"});

const std::string select_chat =
    "SELECT c.chat_id, c.shop_id, s.name, s.logo, c.seller_id, c.buyer_id, c.answerer_id, "
    "c.buyer_read, c.shop_read FROM mall_chat c JOIN mall_shop s ON s.shop_id = c.shop_id WHERE "
    "c.class_id = ?";

const std::string select_consultation =
    "SELECT k.consultation, k.began_at, k.answered_at, k.answered_by, k.stars FROM "
    "mall_chat_consultation k";

Stored read_chat(const db::Row& row) {
  Stored read;
  read.chat.set_chat_id(row.integer(0));
  read.chat.set_shop_id(row.integer(1));
  read.chat.set_shop_name(row.text(2));
  read.chat.set_shop_logo(row.text(3));
  read.chat.set_seller_id(row.integer(4));
  read.chat.set_buyer_id(row.integer(5));
  read.chat.set_answerer_id(row.integer(6));
  read.buyer_read = row.integer(7);
  read.shop_read = row.integer(8);
  return read;
}

std::vector<Stored> read_chats(const db::Rows& rows) {
  std::vector<Stored> all;
  all.reserve(rows.size());
  for (const db::Row row : rows) all.push_back(read_chat(row));
  return all;
}

std::optional<Stored> first_chat(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_chat(rows.front());
}

std::vector<Consultation> read_consultations(const db::Rows& rows) {
  std::vector<Consultation> all;
  all.reserve(rows.size());
  for (const db::Row row : rows) {
    all.push_back({.number = static_cast<std::int32_t>(row.integer(0)),
                   .began_at = row.integer(1),
                   .answered_at = row.integer(2),
                   .answered_by = row.integer(3),
                   .stars = static_cast<std::int32_t>(row.integer(4))});
  }
  return all;
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Chat& chat) {
  tx.insert(chat_table, chat.chat_id(), class_id, chat.shop_id(), chat.seller_id(), chat.buyer_id(),
            chat.answerer_id(), 0, 0);
}

std::optional<Stored> find(db::Transaction& tx, std::int64_t class_id, std::int64_t chat_id) {
  return first_chat(tx.query(select_chat + " AND c.chat_id = ?", class_id, chat_id));
}

std::optional<Stored> find(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id,
                           std::int64_t buyer_id) {
  return first_chat(
      tx.query(select_chat + " AND c.shop_id = ? AND c.buyer_id = ?", class_id, shop_id, buyer_id));
}

std::vector<Stored> of_buyer(db::Transaction& tx, std::int64_t class_id, std::int64_t buyer_id) {
  return read_chats(tx.query(select_chat + " AND c.buyer_id = ?", class_id, buyer_id));
}

std::vector<Stored> of_shop(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id) {
  return read_chats(tx.query(select_chat + " AND c.shop_id = ?", class_id, shop_id));
}

bool set_answerer(db::Transaction& tx, std::int64_t chat_id, std::int64_t before,
                  std::int64_t answerer_id) {
  return tx.execute("UPDATE mall_chat SET answerer_id = ? WHERE chat_id = ? AND answerer_id = ?",
                    answerer_id, chat_id, before) == 1;
}

void set_read(db::Transaction& tx, std::int64_t chat_id, bool by_shop, std::int64_t message_id) {
  const std::string column = by_shop ? "shop_read" : "buyer_read";
  tx.execute("UPDATE mall_chat SET " + column + " = ? WHERE chat_id = ? AND " + column + " < ?",
             message_id, chat_id, message_id);
}

std::int32_t unread(db::Transaction& tx, const Stored& chat, bool by_shop) {
  const db::Rows rows = tx.query(
      "SELECT COUNT(*) FROM mall_chat_message WHERE chat_id = ? AND message_id > ? AND by_shop = ?",
      chat.chat.chat_id(), by_shop ? chat.shop_read : chat.buyer_read, by_shop ? 0 : 1);
  return static_cast<std::int32_t>(rows.front().integer(0));
}

void add(db::Transaction& tx, std::int64_t class_id, std::int64_t chat_id,
         const v1::ChatMessage& message) {
  tx.insert(message_table, chat_id, message.message_id(), class_id, message.author_id(),
            message.by_shop() ? 1 : 0, message.automatic() ? 1 : 0,
            static_cast<int>(message.kind()), message.text(), message.picture(),
            message.card().subject_id(), message.at());
}

std::vector<v1::ChatMessage> messages(db::Transaction& tx, std::int64_t chat_id, int limit) {
  const db::Rows rows = tx.query(
      "SELECT message_id, author_id, by_shop, automatic, kind, text, picture, subject_id, at FROM "
      "mall_chat_message WHERE chat_id = ? ORDER BY message_id DESC LIMIT ?",
      chat_id, limit);
  std::vector<v1::ChatMessage> all;
  for (const db::Row row : rows) {
    v1::ChatMessage& message = all.emplace_back();
    message.set_message_id(row.integer(0));
    message.set_author_id(row.integer(1));
    message.set_by_shop(row.flag(2));
    message.set_automatic(row.flag(3));
    message.set_kind(static_cast<v1::ChatKind>(row.integer(4)));
    message.set_text(row.text(5));
    message.set_picture(row.text(6));
    if (row.integer(7) != 0) message.mutable_card()->set_subject_id(row.integer(7));
    message.set_at(row.integer(8));
  }
  std::ranges::reverse(all);
  return all;
}

std::optional<v1::ChatMessage> newest(db::Transaction& tx, std::int64_t chat_id) {
  std::vector<v1::ChatMessage> last = messages(tx, chat_id, 1);
  if (last.empty()) return std::nullopt;
  return std::move(last.front());
}

void begin(db::Transaction& tx, std::int64_t class_id, std::int64_t chat_id,
           const Consultation& consultation) {
  tx.insert(consultation_table, chat_id, consultation.number, class_id, consultation.began_at,
            consultation.answered_at, consultation.answered_by, consultation.stars);
}

bool answer(db::Transaction& tx, std::int64_t chat_id, const Consultation& consultation) {
  return tx.execute(
             "UPDATE mall_chat_consultation SET answered_at = ?, answered_by = ? WHERE chat_id = ? "
             "AND consultation = ? AND answered_at = 0",
             consultation.answered_at, consultation.answered_by, chat_id, consultation.number) == 1;
}

bool rate(db::Transaction& tx, std::int64_t chat_id, std::int32_t consultation,
          std::int32_t stars) {
  return tx.execute(
             "UPDATE mall_chat_consultation SET stars = ? WHERE chat_id = ? AND consultation = ? "
             "AND answered_at > 0 AND stars = 0",
             stars, chat_id, consultation) == 1;
}

std::vector<Consultation> consultations(db::Transaction& tx, std::int64_t chat_id) {
  return read_consultations(
      tx.query(select_consultation + " WHERE k.chat_id = ? ORDER BY k.consultation", chat_id));
}

std::vector<Consultation> consultations_of_shop(db::Transaction& tx, std::int64_t shop_id) {
  return read_consultations(tx.query(
      select_consultation + " JOIN mall_chat c ON c.chat_id = k.chat_id WHERE c.shop_id = ?",
      shop_id));
}

v1::Desk desk(db::Transaction& tx, std::int64_t shop_id) {
  v1::Desk read;
  const db::Rows rows =
      tx.query("SELECT automatic_answer FROM mall_chat_desk WHERE shop_id = ?", shop_id);
  if (!rows.empty()) read.set_automatic_answer(rows.front().text(0));
  const db::Rows answers =
      tx.query("SELECT text FROM mall_chat_quick_answer WHERE shop_id = ? ORDER BY place", shop_id);
  for (const db::Row row : answers) read.add_quick_answers(row.text(0));
  return read;
}

void store(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id, const v1::Desk& desk) {
  const std::array<std::string_view, 1> keys{"shop_id"};
  const std::array<std::string_view, 2> columns{"class_id", "automatic_answer"};
  const std::array<db::Param, 3> params{db::param(shop_id), db::param(class_id),
                                        db::param(desk.automatic_answer())};
  tx.upsert("mall_chat_desk", keys, columns, params);
  tx.execute("DELETE FROM mall_chat_quick_answer WHERE shop_id = ?", shop_id);
  for (int place = 0; place < desk.quick_answers_size(); ++place) {
    tx.insert(quick_answer_table, shop_id, place, class_id, desk.quick_answers(place));
  }
}

}  // namespace kaibo::mall::chat_records
