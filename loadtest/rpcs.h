#pragma once

#include <string_view>

#include "kaibo/assessment/v1/assessment.pb.h"
#include "kaibo/classroom/v1/classroom.pb.h"
#include "kaibo/identity/v1/identity.pb.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/live/v1/offers.pb.h"
#include "kaibo/live/v1/prepare.pb.h"
#include "kaibo/live/v1/review.pb.h"
#include "kaibo/live/v1/talk.pb.h"
#include "kaibo/mall/v1/after_sale.pb.h"
#include "kaibo/mall/v1/chat.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/mall/v1/promotion.pb.h"
#include "kaibo/supply/v1/order.pb.h"
#include "kaibo/supply/v1/supply.pb.h"

namespace kaibo::load {

/// The two ways to the server: the web client calls over the socket in rooms, by HTTP elsewhere.
enum class Door { http, socket };

/// One operation of the contract.
template <typename Request, typename Response>
struct Rpc {
  std::string_view name;
  Door door = Door::http;
};

/// The calls that virtual people make.
namespace rpcs {

// clang-format off
#define KAIBO_RPC(variable, package, service, method, door)                                      \
  inline constexpr Rpc<package::v1::method##Request, package::v1::method##Response> variable{    \
      "kaibo." #package ".v1." #service "/" #method, Door::door}

KAIBO_RPC(sign_in,          identity,   IdentityService,   SignIn,           http);
KAIBO_RPC(get_me,           identity,   IdentityService,   GetMe,            http);
KAIBO_RPC(get_class,        classroom,  ClassroomService,  GetClass,         http);
KAIBO_RPC(list_members,     classroom,  ClassroomService,  ListMembers,      http);
KAIBO_RPC(upload_picture,   classroom,  ClassroomService,  UploadPicture,    http);
KAIBO_RPC(open_shop,        mall,       MallService,       OpenShop,         http);
KAIBO_RPC(get_shop,         mall,       MallService,       GetShop,          http);
KAIBO_RPC(list_shops,       mall,       MallService,       ListShops,        http);
KAIBO_RPC(save_product,     mall,       MallService,       SaveProduct,      http);
KAIBO_RPC(set_listed,       mall,       MallService,       SetProductListed, http);
KAIBO_RPC(get_product,      mall,       MallService,       GetProduct,       http);
KAIBO_RPC(list_shop_products, mall,     MallService,       ListShopProducts, http);
KAIBO_RPC(search_products,  mall,       MallService,       SearchProducts,   http);
KAIBO_RPC(quote_checkout,   mall,       MallService,       QuoteCheckout,    http);
KAIBO_RPC(place_order,      mall,       MallService,       PlaceOrder,       http);
KAIBO_RPC(pay_order,        mall,       MallService,       PayOrder,         http);
KAIBO_RPC(cancel_order,     mall,       MallService,       CancelOrder,      http);
KAIBO_RPC(ship_order,       mall,       MallService,       ShipOrder,        http);
KAIBO_RPC(confirm_receipt,  mall,       MallService,       ConfirmReceipt,   http);
KAIBO_RPC(list_orders,      mall,       MallService,       ListOrders,       http);
KAIBO_RPC(get_wallet,       mall,       MallService,       GetWallet,        http);
KAIBO_RPC(after_sale_choices, mall,     AfterSaleService,  GetAfterSaleChoices, http);
KAIBO_RPC(ask_after_sale,   mall,       AfterSaleService,  AskAfterSale,     http);
KAIBO_RPC(step_after_sale,  mall,       AfterSaleService,  StepAfterSale,    http);
KAIBO_RPC(start_promotion,  mall,       PromotionService,  StartPromotion,   http);
KAIBO_RPC(say_in_chat,      mall,       ChatService,       SayInChat,        http);
KAIBO_RPC(get_chat,         mall,       ChatService,       GetChat,          http);
KAIBO_RPC(add_good,         supply,     SupplyService,     AddGood,          http);
KAIBO_RPC(save_supplier,    supply,     SupplyService,     SaveSupplier,     http);
KAIBO_RPC(search_goods,     supply,     SupplyService,     SearchGoods,      http);
KAIBO_RPC(quote_prices,     supply,     SupplyService,     QuotePrices,      http);
KAIBO_RPC(copy_good,        supply,     SupplyService,     CopyGood,         http);
KAIBO_RPC(save_supply_settings, supply, SupplyService,     SaveSettings,     http);
KAIBO_RPC(get_supply_order, supply,     SupplyOrderService, GetSupplyOrder,  http);
KAIBO_RPC(capture_order,    supply,     SupplyOrderService, CaptureOrder,    http);
KAIBO_RPC(save_room,        live,       LiveService,       SaveRoom,         http);
KAIBO_RPC(list_rooms,       live,       LiveService,       ListRooms,        http);
KAIBO_RPC(get_room,         live,       LiveService,       GetRoom,          http);
KAIBO_RPC(put_on_shelf,     live,       LiveService,       PutOnShelf,       http);
KAIBO_RPC(start_room,       live,       LiveService,       StartRoom,        http);
KAIBO_RPC(end_room,         live,       LiveService,       EndRoom,          http);
KAIBO_RPC(get_figures,      live,       LiveService,       GetFigures,       http);
KAIBO_RPC(explain,          live,       LiveService,       Explain,          socket);
KAIBO_RPC(post_comment,     live,       LiveService,       PostComment,      socket);
KAIBO_RPC(add_likes,        live,       LiveService,       AddLikes,         socket);
KAIBO_RPC(buy_in_room,      live,       LiveService,       BuyInRoom,        socket);
KAIBO_RPC(save_script,      live,       PrepareService,    SaveScript,       http);
KAIBO_RPC(issue_coupon,     live,       OffersService,     IssueCoupon,      http);
KAIBO_RPC(claim_coupon,     mall,       PromotionService,  ClaimCoupon,      http);
KAIBO_RPC(issue_bag,        live,       OffersService,     IssueBag,         http);
KAIBO_RPC(join_bag,         live,       OffersService,     JoinBag,          http);
KAIBO_RPC(offer_flash_sale, live,       OffersService,     OfferFlashSale,   http);
KAIBO_RPC(follow,           live,       TalkService,       Follow,           http);
KAIBO_RPC(mark_answered,    live,       TalkService,       MarkAnswered,     http);
KAIBO_RPC(get_report,       live,       ReviewService,     GetReport,        http);
KAIBO_RPC(list_room_events, live,       ReviewService,     ListRoomEvents,   http);
KAIBO_RPC(save_findings,    live,       ReviewService,     SaveFindings,     http);
KAIBO_RPC(get_board,        assessment, AssessmentService, GetBoard,         http);
KAIBO_RPC(get_sheet,        assessment, AssessmentService, GetSheet,         http);
KAIBO_RPC(list_evidence,    assessment, AssessmentService, ListEvidence,     http);
KAIBO_RPC(save_marks,       assessment, AssessmentService, SaveMarks,        http);
KAIBO_RPC(submit_sheet,     assessment, AssessmentService, SubmitSheet,      http);
KAIBO_RPC(get_my_progress,  assessment, AssessmentService, GetMyProgress,    http);
#undef KAIBO_RPC
/// The same by the socket, which takes many at a time.
inline constexpr Rpc<mall::v1::PlaceOrderRequest, mall::v1::PlaceOrderResponse> place_order_fast{
    place_order.name, Door::socket};
// clang-format on

}  // namespace rpcs
}  // namespace kaibo::load
