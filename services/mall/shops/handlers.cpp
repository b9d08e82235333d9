#include "services/mall/shops/handlers.h"

#include <utility>

namespace kaibo::mall {

namespace {

using db::Transaction;
using rpc::Call;

void fill_kinds(const classroom::RegistrationRules& rules, v1::GetShopRulesResponse& response) {
  for (const classroom::ShopKind& kind : rules.kinds) {
    v1::ShopKind& said = *response.add_kinds();
    said.set_key(kind.key);
    said.set_zh(kind.name.zh);
    said.set_en(kind.name.en);
    said.set_deposit_fen(kind.deposit_fen);
    for (const classroom::PaperRule& paper : kind.papers) {
      v1::PaperRule& rule = *said.add_papers();
      rule.set_key(paper.key);
      rule.set_zh(paper.name.zh);
      rule.set_en(paper.name.en);
      rule.set_picture(paper.picture);
      rule.set_characters_min(static_cast<std::int32_t>(paper.characters.min));
      rule.set_characters_max(static_cast<std::int32_t>(paper.characters.max));
    }
  }
}

void fill_catalog(const classroom::CatalogRules& rules, v1::GetShopRulesResponse& response) {
  for (const classroom::ProductCategory& category : rules.categories) {
    v1::ProductCategory& said = *response.add_product_categories();
    said.set_group(category.group);
    said.set_name(category.name);
    for (const classroom::AttributeRule& attribute : category.attributes) {
      v1::AttributeRule& rule = *said.add_attributes();
      rule.set_name(attribute.name);
      rule.set_required(attribute.required);
      for (const std::string& value : attribute.values) rule.add_values(value);
    }
  }
  response.set_axes_max(static_cast<std::int32_t>(rules.axes_max));
  response.set_axis_values_max(static_cast<std::int32_t>(rules.axis_values_max));
  response.set_skus_max(static_cast<std::int32_t>(rules.skus_max));
  response.set_import_rows_max(static_cast<std::int32_t>(rules.import_rows));
}

v1::GetShopRulesResponse rules_of(const classroom::Profile& profile) {
  const classroom::ShopRules& rules = profile.shop;
  v1::GetShopRulesResponse response;
  response.set_review(rules.registration.review);
  fill_kinds(rules.registration, response);
  response.mutable_agreement()->set_version(rules.registration.agreement_version);
  response.mutable_agreement()->set_zh(rules.registration.agreement.zh);
  response.mutable_agreement()->set_en(rules.registration.agreement.en);
  for (const std::string& category : profile.mall.categories) response.add_categories(category);
  for (const std::string& region : rules.regions) response.add_regions(region);
  response.set_announcement_max(static_cast<std::int32_t>(rules.announcement_max));
  response.set_shop_categories_max(static_cast<std::int32_t>(rules.categories_max));
  response.set_category_name_max(static_cast<std::int32_t>(rules.short_name.max));
  response.set_freight_templates_max(static_cast<std::int32_t>(rules.freight_templates_max));
  response.set_blocks_max(static_cast<std::int32_t>(rules.blocks_max));
  response.set_block_text_max(static_cast<std::int32_t>(rules.block_text_max));
  response.set_grid_products_max(static_cast<std::int32_t>(rules.grid_products_max));
  fill_catalog(rules.catalog, response);
  return response;
}

void register_applications(rpc::Dispatcher& dispatcher, Mall& mall) {
  dispatcher.read<v1::GetApplicationRequest, v1::GetApplicationResponse>(
      "kaibo.mall.v1.ShopService/GetApplication",
      [&mall](const Call& call, Transaction& tx, const v1::GetApplicationRequest& request) {
        v1::GetApplicationResponse response;
        if (auto own = mall.applications.of_owner(tx, request.class_id(), call.user_id())) {
          *response.mutable_application() = *std::move(own);
        }
        return response;
      });
  dispatcher.write<v1::SaveApplicationRequest, v1::SaveApplicationResponse>(
      "kaibo.mall.v1.ShopService/SaveApplication",
      [&mall](const Call& call, Transaction& tx, const v1::SaveApplicationRequest& request) {
        v1::SaveApplicationResponse response;
        *response.mutable_application() =
            mall.applications.save(tx, request.class_id(), call.user_id(), request.form());
        return response;
      });
  dispatcher.write<v1::SubmitApplicationRequest, v1::SubmitApplicationResponse>(
      "kaibo.mall.v1.ShopService/SubmitApplication",
      [&mall](const Call& call, Transaction& tx, const v1::SubmitApplicationRequest& request) {
        v1::SubmitApplicationResponse response;
        *response.mutable_application() =
            mall.applications.submit(tx, request.class_id(), call.user_id(), request.form());
        return response;
      });
  dispatcher.write<v1::WithdrawApplicationRequest, v1::WithdrawApplicationResponse>(
      "kaibo.mall.v1.ShopService/WithdrawApplication",
      [&mall](const Call& call, Transaction& tx, const v1::WithdrawApplicationRequest& request) {
        v1::WithdrawApplicationResponse response;
        *response.mutable_application() =
            mall.applications.withdraw(tx, request.class_id(), call.user_id());
        return response;
      });
  dispatcher.read<v1::ListApplicationsRequest, v1::ListApplicationsResponse>(
      "kaibo.mall.v1.ShopService/ListApplications",
      [&mall](const Call&, Transaction& tx, const v1::ListApplicationsRequest& request) {
        v1::ListApplicationsResponse response;
        for (v1::Application& one : mall.applications.of_class(tx, request.class_id())) {
          *response.add_applications() = std::move(one);
        }
        return response;
      });
  dispatcher.write<v1::ReviewApplicationRequest, v1::ReviewApplicationResponse>(
      "kaibo.mall.v1.ShopService/ReviewApplication",
      [&mall](const Call& call, Transaction& tx, const v1::ReviewApplicationRequest& request) {
        v1::ReviewApplicationResponse response;
        *response.mutable_application() = mall.applications.review(tx, call.user_id(), request);
        return response;
      });
}

void register_settings(rpc::Dispatcher& dispatcher, Mall& mall, classroom::Classroom& classroom) {
  dispatcher.read<v1::GetShopRulesRequest, v1::GetShopRulesResponse>(
      "kaibo.mall.v1.ShopService/GetShopRules",
      [&classroom](const Call&, Transaction& tx, const v1::GetShopRulesRequest& request) {
        return rules_of(classroom.profile_of(tx, request.class_id()));
      });
  dispatcher.write<v1::SetShopOpenRequest, v1::SetShopOpenResponse>(
      "kaibo.mall.v1.ShopService/SetShopOpen",
      [&mall](const Call& call, Transaction& tx, const v1::SetShopOpenRequest& request) {
        v1::SetShopOpenResponse response;
        *response.mutable_shop() =
            mall.shops.set_open(tx, request.class_id(), call.user_id(), request.open());
        return response;
      });
  dispatcher.read<v1::GetShopSettingsRequest, v1::GetShopSettingsResponse>(
      "kaibo.mall.v1.ShopService/GetShopSettings",
      [&mall](const Call& call, Transaction& tx, const v1::GetShopSettingsRequest& request) {
        v1::GetShopSettingsResponse response;
        *response.mutable_settings() = mall.settings.show(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::SaveShopSettingsRequest, v1::SaveShopSettingsResponse>(
      "kaibo.mall.v1.ShopService/SaveShopSettings",
      [&mall](const Call& call, Transaction& tx, const v1::SaveShopSettingsRequest& request) {
        v1::SaveShopSettingsResponse response;
        *response.mutable_settings() =
            mall.settings.save(tx, request.class_id(), call.user_id(), request.settings());
        return response;
      });
  dispatcher.read<v1::QuoteFreightRequest, v1::QuoteFreightResponse>(
      "kaibo.mall.v1.ShopService/QuoteFreight",
      [&mall](const Call&, Transaction& tx, const v1::QuoteFreightRequest& request) {
        v1::QuoteFreightResponse response;
        response.set_freight_fen(mall.settings.quote(tx, request));
        return response;
      });
}

void register_pages(rpc::Dispatcher& dispatcher, Mall& mall) {
  dispatcher.read<v1::GetPageDraftRequest, v1::GetPageDraftResponse>(
      "kaibo.mall.v1.ShopService/GetPageDraft",
      [&mall](const Call& call, Transaction& tx, const v1::GetPageDraftRequest& request) {
        v1::GetPageDraftResponse response;
        *response.mutable_draft() = mall.pages.draft(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::SavePageDraftRequest, v1::SavePageDraftResponse>(
      "kaibo.mall.v1.ShopService/SavePageDraft",
      [&mall](const Call& call, Transaction& tx, const v1::SavePageDraftRequest& request) {
        v1::SavePageDraftResponse response;
        *response.mutable_draft() = mall.pages.save(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::PublishPageRequest, v1::PublishPageResponse>(
      "kaibo.mall.v1.ShopService/PublishPage",
      [&mall](const Call& call, Transaction& tx, const v1::PublishPageRequest& request) {
        v1::PublishPageResponse response;
        *response.mutable_draft() = mall.pages.publish(tx, call.user_id(), request);
        return response;
      });
  dispatcher.read<v1::ListPageVersionsRequest, v1::ListPageVersionsResponse>(
      "kaibo.mall.v1.ShopService/ListPageVersions",
      [&mall](const Call& call, Transaction& tx, const v1::ListPageVersionsRequest& request) {
        v1::ListPageVersionsResponse response;
        for (v1::PageVersion& version : mall.pages.versions(tx, call.user_id(), request)) {
          *response.add_versions() = std::move(version);
        }
        return response;
      });
  dispatcher.write<v1::RollBackPageRequest, v1::RollBackPageResponse>(
      "kaibo.mall.v1.ShopService/RollBackPage",
      [&mall](const Call& call, Transaction& tx, const v1::RollBackPageRequest& request) {
        v1::RollBackPageResponse response;
        *response.mutable_draft() = mall.pages.roll_back(tx, call.user_id(), request);
        return response;
      });
  dispatcher.read<v1::GetShopFrontRequest, v1::GetShopFrontResponse>(
      "kaibo.mall.v1.ShopService/GetShopFront",
      [&mall](const Call&, Transaction& tx, const v1::GetShopFrontRequest& request) {
        return mall.pages.front(tx, request.class_id(), request.shop_id());
      });
}

void register_helpers(rpc::Dispatcher& dispatcher, Mall& mall) {
  dispatcher.read<v1::ListMyShopsRequest, v1::ListMyShopsResponse>(
      "kaibo.mall.v1.ShopService/ListMyShops",
      [&mall](const Call& call, Transaction& tx, const v1::ListMyShopsRequest& request) {
        return mall.helpers.shops_of(tx, request.class_id(), call.user_id());
      });
  dispatcher.read<v1::ListHelpersRequest, v1::ListHelpersResponse>(
      "kaibo.mall.v1.ShopService/ListHelpers",
      [&mall](const Call& call, Transaction& tx, const v1::ListHelpersRequest& request) {
        return mall.helpers.list(tx, request.class_id(), call.user_id());
      });
  dispatcher.write<v1::SetHelperRequest, v1::SetHelperResponse>(
      "kaibo.mall.v1.ShopService/SetHelper",
      [&mall](const Call& call, Transaction& tx, const v1::SetHelperRequest& request) {
        mall.helpers.set(tx, call.user_id(), request);
        return v1::SetHelperResponse();
      });
}

}  // namespace

void register_shop_service(rpc::Dispatcher& dispatcher, Mall& mall,
                           classroom::Classroom& classroom) {
  register_applications(dispatcher, mall);
  register_settings(dispatcher, mall, classroom);
  register_pages(dispatcher, mall);
  register_helpers(dispatcher, mall);
}

}  // namespace kaibo::mall
