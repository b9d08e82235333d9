/** What happens in promotion, customer service, reviews and the platform's rules. */
export default {
  promotionStarted: '{seller} 开始了促销“{name}”', promotionPlanned: '{seller} 安排了促销“{name}”，{time} 开始', promotionChanged: '{seller} 修改了还没开始的促销“{name}”，{time} 开始', promotionWithdrawn: '{seller} 撤回了一项还没开始的促销', promotionStopped: '{seller} 的一项促销停止了', promotionExpired: '{seller} 的一项促销到期或用完预算，自动停止',
  promotionUsed: '{buyer} 在 {seller} 的店下单用了促销，省 {amount}', promotionVisited: '{visitor} 从 {seller} 的促销点进了宝贝',
  chatAsked: '{buyer} 问 {seller}：{text}', chatAutomatic: '{seller} 的店铺自动回复 {buyer}：{text}', chatAnswered: '{who} 回复 {buyer}：{text}',
  chatAnsweredInTime: '{who} 用 {n} 秒首次回复了 {buyer}，及时：{text}', chatAnsweredLate: '{who} 过了 {n} 秒才首次回复 {buyer}，超时：{text}',
  chatTakenOver: '{helper} 接手了 {seller} 店铺的一个会话', chatRated: '{buyer} 给 {seller} 的客服打了 {stars} 星',
  reviewPosted: '{buyer} 评价了 {seller} 的宝贝，{stars} 星：{text}', reviewPlain: '{buyer} 评价了 {seller} 的宝贝，{stars} 星', reviewAutomatic: '{buyer} 的订单到期，{seller} 得到自动好评', reviewReplied: '{seller} 回复了 {buyer} 的评价：{text}',
}
