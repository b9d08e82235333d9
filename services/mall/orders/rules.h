#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::mall::order_rules {

/// Which side of an order somebody is on.
enum class Party { buyer, seller, other };
Party party_of(const v1::Order& order, std::int64_t person_id);

/// Pieces of a line: not sent and still owed; sent and not refunded; refunded, sent or not.
std::int64_t unsent(const v1::OrderLine& line);
std::int64_t kept(const v1::OrderLine& line);
std::int64_t given_up(const v1::OrderLine& line);

/// What the line costs with its shares of promotions, coupon and price change.
std::int64_t paid_fen(const v1::OrderLine& line);
/// What is given back for `pieces` more of the line. Whole fen; all pieces of a line together get
/// exactly what it cost, however they are divided.
std::int64_t refund_fen(const v1::OrderLine& line, std::int64_t pieces);

/// The state a paid order is in, by what was sent and refunded; a finished one stays finished until
/// all of it is refunded.
v1::OrderState state_of_paid(const v1::Order& order);
/// All that the buyer keeps has come: the order may be confirmed by the clock.
bool has_arrived(const v1::Order& order);
bool in_after_sale(const v1::Order& order);

/// What each party may do with the order as it stands; everything else is refused. The lines have
/// their after-sale kinds.
std::vector<v1::OrderAction> allowed_actions(const v1::Order& order, Party party);
bool allowed(const v1::Order& order, Party party, v1::OrderAction action);

/// What the buyer may ask for a line at a moment of the class clock. Before shipping a refund; what
/// was sent may also be returned or exchanged, until some days after the order was finished.
std::vector<v1::AfterSaleKind> after_sale_kinds(const classroom::AfterSaleRules& rules,
                                                const v1::Order& order, const v1::OrderLine& line,
                                                base::Millis class_now);
/// The most pieces that can be asked for.
std::int64_t after_sale_pieces(const v1::OrderLine& line, v1::AfterSaleKind kind);

/// Gives the order another amount and each line its share of the change, in proportion to what it
/// cost before: no line below zero, the sum exactly the change; the freight stays. Throws
/// invalid_argument for an amount out of bounds.
void change_price(const classroom::OrderRules& rules, std::int64_t amount_fen, v1::Order& order);

/// Throws invalid_argument naming the field.
void check_reason(const classroom::OrderRules& rules, std::string_view reason);
void check_remark(const classroom::OrderRules& rules, std::string_view remark);

/// What goes into a parcel: the lines wished for, or all that can be shipped. Throws
/// invalid_argument for pieces that are not there to be shipped.
std::vector<v1::ParcelLine> parcel_lines(
    const v1::Order& order, const google::protobuf::RepeatedPtrField<v1::ParcelLine>& wished);

/// Whether it was told of that order.
bool is_about(const event::v1::Event& event, std::int64_t order_id);

}  // namespace kaibo::mall::order_rules
