const messages = {
  event: {
    chatCalled: '{name} 帮忙的店铺有新消息',
  },
  chat: {
    title: '客服消息', unread: '{n} 条未读消息', none: '还没有会话', noneText: '在宝贝页、店铺或订单里点“联系客服”，就能和卖家聊。', choose: '请在左边选一个会话', asBuyer: '我咨询的店铺', asShop: '买家咨询', ask: '联系客服', empty: '还没有消息', emptyText: '打个招呼，问问宝贝、发货或售后。',
    kind: { 0: '', 1: '', 2: '[图片]', 3: '[宝贝]', 4: '[订单]' }, automatic: '自动回复', say: '说点什么…', send: '发送', picture: '发图片', card: '发宝贝或订单', cardTitle: '发宝贝或订单', products: '宝贝', orders: '订单', noCards: '没有可以发的宝贝或订单', sendProduct: '发送这件宝贝', sendOrder: '发送这个订单', earlier: '更早的消息', off: '已下架',
    waits: '等待首次回复', waitsFor: '买家已等 {time}', answeredBy: '由 {name} 接待', takeOver: '接手', takeOverText: '现在由 {name} 接待。接手后由你回复买家。', quick: '快捷回复', noQuick: '还没有快捷回复，店主可以在“我的店铺 → 客服”里设置',
    rate: '请评价这次服务', rated: '你给了 {n} 星', ratedShop: '买家给了 {n} 星',
  },
  desk: {
    title: '客服', open: '去回复买家', figures: '客服数据', consultations: '咨询次数', consultationsFormula: '店铺上次回复后，买家再次开口算一次新的咨询', firstReply: '平均首次响应', firstReplyFormula: '各次咨询从买家开口到第一次人工回复的秒数 ÷ 已回复的咨询次数；自动回复不算，按真实时间', share: '{minutes} 分钟响应率', shareFormula: '{seconds} 秒内首次人工回复的咨询 {quick} ÷ 已回复或已超过 {seconds} 秒的咨询 {due}', score: '服务评分', scoreFormula: '买家评分的平均值（{n} 次评分）', none: '暂无', seconds: '{n} 秒',
    settings: '客服设置', automatic: '自动首次回复', automaticHint: '买家开口时自动发出，不算人工响应；留空就不发', quick: '快捷回复', quickHint: '回复买家时点一下就能用', addQuick: '添加一条', quickN: '第 {n} 条快捷回复', removeQuick: '移除第 {n} 条', save: '保存客服设置', saved: '客服设置已保存',
  },
  rating: {
    title: '评价', ofProduct: '宝贝评价', ofShop: '店铺评价', none: '还没有评价', noneText: '买家确认收货后可以评价。', score: '{score} 分', count: '{n} 条评价', formula: '所有评价的星数之和 ÷ 评价条数；模拟观众不参与评价', star: '{n} 星', stars: '几颗星', choose: '点星星打分', text: '说说怎么样', textHint: '味道、包装、发货快不快', pictures: '晒图', submit: '提交评价', posted: '评价已发布', automatic: '系统默认好评', toReview: '评价', reply: '回复', replyTitle: '卖家回复', replyHint: '只能回复一次，全班都能看到', replied: '已回复', all: '全部评价', unreplied: '待回复', more: '更多评价',
  },
}

export default messages
