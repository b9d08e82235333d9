/** 优惠券、秒杀、福袋 */
export const offers = {
  coupon: {
    one: '优惠券', mine: '我的优惠券', none: '还没有优惠券', noneText: '逛店铺、看直播时可以领券，下单能便宜一些。', usable: '可用', used: '已用', expired: '已过期', coming: '未生效', stopped: '已停发', running: '发放中',
    off: '立减 {off}', full: '满 {threshold} 减 {off}', percent: '{percent} 折，最多减 {cap}', percentFrom: '满 {threshold} 享 {percent} 折，最多减 {cap}', piece: '兑换 1 件宝贝', allProducts: '全店可用', someProducts: '指定 {n} 件宝贝可用', until: '{time} 到期（班级时钟）',
    claim: '领取', claimed: '已领取', claimedText: '券已放进“我的优惠券”，下单时自动选最划算的', left: '剩 {n} 张', gone: '已领完', goShop: '去使用',
    noUse: '不使用优惠券', noChoice: '没有可用的券', choose: '优惠券', best: '最划算', notFit: '这单不能用', goods: '商品金额', paid: '实付', minus: '−{amount}',
    create: '新建优惠券', created: '优惠券已发布，同学可以领了', stop: '停发', stopTitle: '停发“{name}”？', stopText: '停发后不能再领；已经领到的仍然可以用。', nowStopped: '已停发',
    name: '券名', nameExample: '例如：新客立减', kind: '种类', kinds: { 1: '直减券', 2: '满减券', 3: '折扣券' }, offLabel: '优惠金额（元）', thresholdLabel: '使用门槛（元）', thresholdMay: '使用门槛（元，可不填）', percentLabel: '折扣', percentHint: '80 就是八折', capLabel: '最多减（元）', total: '发放数量', perPerson: '每人限领', products: '适用宝贝', amountWrong: '请填写金额，例如 5 或 5.50', numberWrong: '请填整数',
    most: '最多让利 {amount}（{n} 张全部用掉）', shopNone: '还没有优惠券', shopNoneText: '发一张券，给下单一个理由；效果在这里看。',
    effect: { claimed: '领取', used: '使用', spent: '让利', sales: '带来成交' }, formula: { claimed: '已领取张数 / 发放张数', visits: '从券包点“去使用”来的人数，每人只算一次', used: '未关闭订单里使用的张数', spent: '这些订单优惠的金额之和', sales: '用券并已付款的订单实付金额之和' }, place: { mall: '商城', room: '直播间', draw: '福袋' },
    takeHere: '店铺优惠券',
  },
  tools: { title: '营销工具', afterStart: '开播后可以发券、秒杀、福袋', coupon: '发券', flash: '秒杀', bag: '福袋', issue: '发出去', issued: '已发到直播间', stop: '停止', withdraw: '撤回', claimedOf: '已领 {n}/{total}', entrants: '{n} 人参与', seconds: '{n} 秒', minutes: '{n} 分钟' },
  flash: {
    sku: '哪个规格',
    one: '秒杀', product: '秒杀宝贝', price: '秒杀价（元）', pieces: '件数', perPerson: '每人限购', lead: '多久后开抢', atOnce: '立即', lasts: '持续多久', startsIn: '{time} 后开抢', endsIn: '还剩 {time}', left: '剩 {n} 件', soldOut: '秒杀已抢光', ended: '秒杀已结束', stopTitle: '现在停止这场秒杀？', stopText: '价格会马上恢复。', noCoupon: '秒杀价不能再用券',
  },
  bag: {
    one: '福袋', phrase: '参与口令', phraseHint: '观众在评论里说出口令就能参与', phraseExample: '例如：脐橙真甜', prize: '奖品', prizes: { 1: '模拟金', 2: '优惠券', 3: '宝贝' }, fen: '每份（元）', winners: '中奖人数', draws: '多久后开奖', cost: '将从你的钱包预留 {amount}，没发完的退回', stopTitle: '撤回这个福袋？', stopText: '还没有开奖，奖品会退回。',
    money: '{amount} 模拟金', couponOf: '{amount} 优惠券', productOf: '“{title}”一件', win: '{n} 人各得 {prize}', drawsIn: '{time} 后开奖', condition: '参与条件', conditions: { 1: '评论口令', 2: '关注主播' }, join: '发口令参与', joinByFollowing: '关注主播并参与', joined: '已参与，等开奖', opened: '已开奖', void: '已作废', voidText: '没有人参与，或主播撤回了；奖品已退回。',
    won: '恭喜，你中奖了！', wonMoney: '{amount} 已到你的钱包', wonCoupon: '券已放进“我的优惠券”', lost: '这次没有中，下次再来', notIn: '你没有参与这次福袋', winnersAre: '中奖名单', fair: '开奖公平吗？自己再开一次', fairText: '开奖前公布了种子的指纹，开奖后公布种子。每人的签 = SHA-256(种子:用户编号)，签最小的人中奖。', hash: '种子指纹', seed: '种子', redraw: '再开一次', same: '一致：指纹对得上，中奖人完全相同', differs: '不一致：请告诉老师',
  },
  order: { listPrice: '原价 {amount}', special: '活动价', share: '券 −{amount}，实付 {paid}', used: '商品 {goods}，“{name}” −{discount}' },
}

export const offerEvents = {
  stockChanged: '一件宝贝的库存变为 {stock}', couponIssued: '{who}在商城发了券“{name}”（{text}）', couponChanged: '{who}修改了还没生效的券“{name}”（{text}）', couponIssuedLive: '{who}在直播间发了券“{name}”（{text}）', couponStopped: '{who}停发了一张券', couponClaimed: '{name} 领了券“{coupon}”', couponWon: '{name} 在福袋里抽中“{coupon}”', couponUsed: '{buyer}下单用了券“{coupon}”，减 {amount}', couponReturned: '订单关闭，券“{coupon}”退回给{buyer}',
  flashOffered: '{who}发起秒杀“{title}”，{price}，{pieces} 件', flashStarted: '秒杀开始', flashSoldOut: '秒杀抢光，卖出 {sold} 件', flashEnded: '秒杀结束，卖出 {sold} 件', bagIssued: '{who}发了福袋：{prize}，口令“{phrase}”', bagIssuedToFollowers: '{who}给关注的人发了福袋：{prize}', bagJoined: '{name} 参与了福袋', bagDrawn: '福袋开奖，{n} 人参与，中奖：{names}', bagVoided: '福袋作废',
}
