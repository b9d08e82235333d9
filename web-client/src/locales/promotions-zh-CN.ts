/** 限时价、套餐、满减；购物车；价格明细 */
export const promotions = {
  promo: {
    title: '促销活动', create: '新建活动', start: '开始活动', started: '活动开始了，全班都能看到', stop: '停止', stopTitle: '停止“{name}”？', stopText: '停止后不能再开始；已经下的订单保留优惠。', stopped: '活动已停止', plan: '安排活动', planned: '活动安排好了，到时间自动开始；同学在宝贝页能看到倒计时', change: '修改', save: '保存修改', changed: '已修改', withdraw: '撤回', withdrawTitle: '撤回“{name}”？', withdrawText: '还没有开始，撤回后不会再开始。', withdrawn: '已撤回', startsIn: '{time} 后开始', starting: '就要开始了', period: '{from} – {until}（班级时钟）', none: '还没有促销活动', noneText: '限时价拉新客，满减提高客单价，套餐带动搭配销售；效果在这里看。', copy: '复制推广链接', copied: '链接已复制，发给同学吧',
    kinds: { 0: '店铺券', 1: '限时价', 2: '套餐', 3: '满减' }, states: { 0: '', 1: '进行中', 2: '已停止', 3: '已到期', 4: '预算用完', 5: '未开始', 6: '已撤回' },
    limited: '{price} / 件，每人限 {n} 件', limitedFrom: '{price} 起 / 件，每人限 {n} 件', bundle: '{n} 件一起买 {price}', step: '满 {threshold} 减 {off}',
    name: '活动名', nameExample: '例如：新品尝鲜', kind: '活动种类', about: { 1: '一件宝贝在活动期内卖活动价，每人限购几件，超出的按原价；有规格的，可以给每种规格各定一个价。', 2: '几件宝贝各一件一起买，按套餐价。', 3: '选中的宝贝（不选就是全店）合计达到门槛就减，只按达到的最高一档减一次。' },
    products: { 1: '哪件宝贝', 2: '套餐里有哪些宝贝', 3: '适用宝贝（不选就是全店）' }, price: { 1: '活动价（元）', 2: '套餐价（元）', 3: '' }, listPrice: '原价 {amount}', perPerson: '每人限购（件）', threshold: '满（元）', off: '减（元）', addStep: '加一档', dropStep: '去掉最后一档', budget: '预算（元）', budgetHint: '最多让利这么多，用完自动停止', from: '开始时间（班级时钟）', fromHint: '不填就是马上开始', until: '结束时间（班级时钟）', lowestPrice: '最低一种的活动价（元）', skuPrices: '每种规格的活动价（元，不填就和最低一种便宜一样多）', skuPrice: '{spec} 的活动价',
    rules: '叠加规则：按 {order} 的顺序依次计算；同一件宝贝可以叠加的有 {pairs}。运费最后加；直播间价和秒杀价不参加店铺活动。', pair: '{one}＋{other}', takeBundle: '整套加入购物车',
    effect: { budget: '已用预算', visits: '访问', orders: '订单', buyers: '买家', off: '让利', gmv: '成交额' },
    formula: { budget: '未关闭的订单（含待付款）用掉的优惠之和 / 预算', visits: '从活动标签或推广链接来的人数，每人只算一次，不含店主', orders: '用到活动、已付款且未关闭的订单数', buyers: '这些订单的买家人数，去重，不含模拟观众', off: '这些订单里本活动优惠的金额之和', gmv: '这些订单的实付金额之和，含运费，未扣部分退款' },
  },
  cart: { title: '购物车', link: '购物车 {n}', take: '加入购物车', added: '已加入购物车', none: '购物车是空的', noneText: '看中的宝贝先放进来，几家店可以一起结算。', gone: '有 {n} 种宝贝已经不在了', total: '{n} 家店，合计 {amount}', placed: '每家店一张订单，共 {n} 张。' },
  price: { title: '价格明细', goods: '商品原价', freight: '运费', byLine: '每件宝贝分摊', live: '直播间价格与秒杀价不参加店铺促销活动。', promotions: '活动优惠 {amount}（{names}）' },
}
