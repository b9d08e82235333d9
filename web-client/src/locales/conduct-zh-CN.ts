export default {
  conduct: {
    title: '平台规则', mine: '我的违规', all: '全部规则', rulesLead: '真实平台靠这些规则扣分、处罚。在这里触发它们不花一分钱，看懂了再去真实平台开店。',
    none: '还没有违规', noneText: '保持下去。下面的规则值得读一遍。', total: '共扣 {n} 分', points: '扣 {n} 分', times: '{n} 次', blocks: '会直接拦截', off: '本班未启用', words: '触发内容', text: '规则原文', punishment: '真实平台会怎么罚', wordList: '会查的词',
    place: { product: '宝贝', title: '宝贝标题', main_picture: '宝贝主图', shop: '店铺资料', announcement: '店铺公告', page: '店铺装修', order: '订单', parcel: '包裹', person: '交易对象', chat: '客服聊天', review: '评价回复' },
    state: { 0: '', 1: '生效', 2: '申诉中', 3: '申诉不成立', 4: '已撤销，不扣分' },
    toProduct: '看宝贝', toOrder: '看订单',
    appeal: '申诉', appealLabel: '申诉理由', appealHint: '写清楚为什么不该算违规；每条只能申诉一次', appealSend: '提交申诉', appealed: '已提交，等讲师处理', myAppeal: '申诉：{text}', decision: '讲师：{text}',
    classTitle: '违规与申诉', classLead: '平台规则在班里查到的违规。有人申诉时，由你决定撤销还是维持。', people: '每人扣分', noViolations: '没有符合条件的违规', everyone: '所有人', everyRule: '所有规则', everyState: '所有状态', waiting: '{n} 条申诉待处理', noneWaiting: '没有待处理的申诉',
    filterPerson: '学员', filterRule: '规则', filterState: '状态',
    reason: '处理理由', reasonHint: '学员会看到', lift: '撤销违规', keep: '维持违规', decided: '已处理', more: '更早的', ofPerson: '违规 {n} 条 · 扣 {points} 分',
  },
  dashboard: {
    title: '经营数据', of: '{name}的店铺“{shop}”', export: '导出表格', empty: '还没有数据', emptyText: '有同学看了你的宝贝，或者下了单，这里就会有数。', overview: '总览', products: '按宝贝', curve: '趋势', hours: '按小时', days: '按天', clock: '时间按班级时钟', hoursLast: '最近 {n} 小时', daysLast: '最近 {n} 天',
    name: '指标', value: '数值', formulaHead: '怎么算', time: '时间',
    figure: { views: '浏览量 PV', visitors: '访客数 UV', orders: '下单数', paidOrders: '支付订单数', buyers: '支付买家数', conversion: '支付转化率', gmvFen: '成交额 GMV', paidFen: '支付金额', refundedFen: '退款金额', netFen: '净销售额', perCustomerFen: '客单价', refundRate: '退款率', pieces: '支付件数', simulatedBuyers: '其中模拟买家' },
    formula: {
      views: '宝贝页被打开的次数；同一人 {n} 分钟内重复看同一件只算 1 次，自己看不算', visitors: '打开过宝贝页的不同人数', orders: '所有下单，含未付款和已关闭', paidOrders: '付了款的订单', buyers: '付了款的不同人数，含模拟买家', conversion: '在商城付款的买家数 {mall} ÷ 访客数 {visitors}',
      gmvFen: '所有下单的金额（含未付款、已关闭，含运费，按改价后）', paidFen: '支付订单的金额合计，含运费', refundedFen: '退给买家的金额合计', netFen: '支付金额 − 退款金额', perCustomerFen: '支付金额 ÷ 支付买家数', refundRate: '退款金额 ÷ 支付金额', pieces: '支付订单里的件数，含后来退掉的', simulatedBuyers: '直播间里的模拟观众，不是同学',
    },
    product: { title: '宝贝', views: '浏览', visitors: '访客', buyers: '买家', conversion: '转化率', pieces: '件数', paid: '支付金额', refunded: '退款' },
    noProducts: '还没有宝贝被看过或卖出',
  },
  event: {
    violationFound: '{name}触发平台规则“{rule}”：{words}（扣 {points} 分）', violationAppealed: '{name}对一条违规提出申诉：{text}', appealLifted: '{who}撤销了{name}的一条违规：{text}', appealKept: '{who}维持了{name}的一条违规：{text}', productViewed: '{who}看了一件宝贝',
  },
}
