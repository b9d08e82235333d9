export default {
  event: {
    scenarioChanged: '{who} 调整了班级情景：{changes}',
    scenarioChange: '{name} {before} → {after}',
    incidentPrice: '{name} 店里“{title}”的供货价从 {before} 变为 {now}（讲师安排）',
    incidentStock: '{name} 店里“{title}”的供货商断货了（讲师安排）',
    incidentParcel: '{name} 发出的“{title}”被快递弄丢了（讲师安排）',
    incidentRefund: '{name} 店里来了一位难缠的顾客，买了“{title}”马上要退款（讲师安排）',
  },
  scenario: {
    title: '班级情景', lead: '这里的数字只改变本班；改动对之后发生的事生效，已经开始计时的订单和售后不变。', save: '保存 {n} 项改动', saved: '已保存，从现在起生效', reset: '恢复课程规定', course: '课程规定 {value}', wrong: '请填写 {min} – {max}',
    group: { money: '模拟币', trade: '交易时限', after_sale: '售后时限', supply: '供货商', shop: '开店', conduct: '平台规则' },
    unit: { minutes: '{n} 分钟', hours: '{n} 小时', days: '{n} 天', percent: '{n}%', pieces: '{n} 件', times: '{n} 次' },
    suffix: { fen: '元', minutes: '分钟', hours: '小时', days: '天', percent: '%', pieces: '件', times: '次' },
    on: '开', off: '关', classTime: '时限都按班级时钟计算。', suppliers: '已有的供货商在“货源管理”里逐个设置', history: '改动记录', noHistory: '还没有改过，全部按课程规定。', readOnly: '只有讲师可以修改。',
  },
  incident: {
    title: '安排突发事件', lead: '对选中的每个人发生同样的事，马上发生，不能撤回。学员怎么处理会显示在看板上；不影响评分。',
    kind: { 0: '', 1: '供货价变动', 2: '供货商断货', 3: '快递丢件', 4: '难缠的顾客' },
    kindText: { 0: '', 1: '每家店里一件关联货源的宝贝，供货价马上变。', 2: '每家店里一件关联货源的宝贝，供货商一件也没有了。', 3: '每家店最近一个在途包裹被弄丢。', 4: '一位模拟顾客在每家店买一件宝贝，马上要求退款。模拟顾客不计入评分。' },
    whom: '对谁', everybody: '全班学员', some: '选择学员', chosen: '已选 {n} 人', percent: '涨跌幅（%）', percentHint: '降价写负数，例如 -20', text: '顾客说', textDefault: '我刚下单就后悔了，现在马上全额退款，不退我就给差评、找平台投诉！',
    go: '马上发生', done: '{n} 人遇到了这件事', left: '{n} 人没有', otherShops: '另有 {n} 家店也卖这件货，同样受影响', again: '再安排一次',
    answer: { 0: '还没有处理', 1: '看过新价并确认', 2: '下架了', 3: '断开了货源', 4: '补发了', 5: '同意了', 6: '拒绝了', 7: '回复了顾客', 8: '退了款' }, after: '{n} 分钟后', lately: '突发事件',
  },
  seller: { whose: '谁的店', choose: '选择学员', chooseText: '选择一位学员，查看他的关联货源、代发订单和利润。' },
}
