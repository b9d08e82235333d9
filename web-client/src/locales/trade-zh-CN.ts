const messages = {
  event: {
    orderPriceChanged: '{seller} 把 {buyer} 的订单从 {before} 改价为 {amount}：{reason}', orderRemarked: '{who} 备注了一张订单：{text}', orderShipLate: '{seller} 超时未发货（{buyer} 的订单，还有 {pieces} 件）',
    orderShippedPart: '{seller} 给 {buyer} 发了 {pieces} 件（{courier} {waybill}），其余待发', orderResent: '{seller} 给 {buyer} 补发了丢失的包裹（{courier} {waybill}）', orderFinishedSelf: '{buyer} 的订单到期自动确认收货，{seller} 到账 {amount}', orderClosedNote: '{buyer} 与 {seller} 的订单关闭：{reason}（{note}）',
    parcelMoved: '包裹 {courier} {waybill}：{state}', parcelLost: '{who} 让包裹 {courier} {waybill} 在路上丢失',
    afterSaleAsked: '{buyer} 向 {seller} 申请{kind}：“{title}” {pieces} 件，{amount}（{reason}）', afterSaleMoved: '{who} {step}：“{title}”的{kind} → {state}', afterSaleExpired: '“{title}”的{kind}超时，系统处理 → {state}', afterSaleUnpaid: '“{title}”的{kind}已超时，{seller} 账上还差 {missing}，退款没能付出，稍后再试', afterSaleSaid: '{who} 在售后中留言：{text}',
    orderRefunded: '{seller} 退给 {buyer} {amount}（{pieces} 件）', roomRefund: '直播间售出的 {pieces} 件退款 {amount}', disputeOpened: '{buyer} 与 {seller} 的售后“{title}”申请平台介入，{amount}',
  },
  trade: {
    order: '订单详情', details: '详情', number: '订单号 {id}', history: '订单记录', tracking: '物流', parcelN: '包裹 {n}', piecesN: '{n} 件', refundedN: '已退 {n} 件', inAfterSale: '售后中', changed: '卖家改价 {amount}：{reason}', refunded: '已退款 {amount}', late: '超时未发货', shipWithin: '请在 {time} 内发货（班级时钟）', confirmsIn: '{time} 后自动确认收货（班级时钟）', note: '说明：{note}',
    track: { 0: '', 1: '待揽收', 2: '已揽收', 3: '运输中', 4: '异常：途中滞留', 5: '派件中', 6: '已签收', 7: '异常：包裹丢失' },
    parcel: { 0: '', 1: '发货', 2: '买家退货', 3: '换货重发' }, resentAs: '已另行补发', resend: '补发', resent: '已补发',
    what: '发什么', whole: '全部剩余宝贝', part: '部分发货', price: '改价', priceTitle: '修改订单金额', priceText: '付款前可以改，买家会收到通知。现在是 {amount}。', amount: '新的订单金额（元）', reason: '原因', priceReason: '例如：老顾客优惠', priceDone: '已改价，买家会收到通知', remark: '备注', remarkTitle: '卖家备注', remarkText: '只有你和讲师能看到。', remarkDone: '备注已保存', myRemark: '备注：{text}',
    cancelReason: '取消原因（可不填）',
  },
  afterSale: {
    title: '售后', mine: '我的售后', ask: '申请售后', kind: { 0: '', 1: '仅退款', 2: '退货退款', 3: '换货' }, kindText: { 0: '', 1: '不用退货，退还货款', 2: '把宝贝退给卖家，收到后退款', 3: '把宝贝退给卖家，换一件新的' },
    state: { 0: '', 1: '待商家处理', 2: '待买家退货', 3: '待商家收货', 4: '待商家重发', 5: '待买家收货', 6: '商家已拒绝', 7: '平台介入中', 8: '退款完成', 9: '换货完成', 10: '已关闭' },
    step: { 0: '', 1: '申请售后', 2: '撤销申请', 3: '寄回宝贝', 4: '确认收到换货', 5: '申请平台介入', 6: '同意', 7: '拒绝', 8: '确认收到退货', 9: '重新发货', 10: '支持买家，退款', 11: '支持商家，关闭', 12: '超时，系统处理', 13: '留言' },
    party: { 0: '', 1: '买家', 2: '商家', 3: '平台（讲师）', 4: '系统' },
    quantity: '件数', refund: '退款金额', chooseKind: '售后类型', reason: '原因', text: '说明', textHint: '写清楚哪里有问题，拍照为证', pictures: '凭证图片', submit: '提交申请', asked: '已提交，等商家处理', left: '剩 {time}（班级时钟）',
    why: '理由', whyHint: '对方和讲师都会看到', done: '已处理', none: '没有售后', noneBuyer: '收到的宝贝有问题时，在订单里点“申请售后”。', noneSeller: '买家申请售后会立刻出现在这里。', onlyOpen: '处理中', all: '全部', talk: '协商记录', say: '留言', sayHint: '和对方商量怎么解决', send: '发送', goods: '宝贝', of: '{buyer} 向 {seller}', waiting: '{n} 个待处理', noRefundKind: '换货不退款', missing: '缺钱：还差 {amount}', missingSeller: '您账上还差 {amount}，退款付不出。等其他订单的货款到账（催买家确认收货）后点“同意”或“确认收到退货”；超时后系统也会隔一阵再试，越隔越久。', missingStaff: '{seller} 账上还差 {amount}，退款付不出：请提醒卖家先让其他订单的货款到账。超时后系统会隔一阵再试，越隔越久。',
    expire: { 1: '超时不处理视为同意', 2: '超时不退货将关闭', 3: '超时不确认视为收到', 4: '超时不重发将退款', 5: '超时视为收到', 6: '超时不申请介入将关闭' },
    decide: '裁决', decideText: '双方都会看到理由。退款按这几件实际付的钱退，一分不差。', uphold: '支持买家：退款 {amount}', reject: '支持商家：关闭售后', decided: '已裁决',
    disputes: '纠纷裁决', disputesTitle: '平台介入', noDisputes: '没有需要裁决的售后', noDisputesText: '学员协商不成申请平台介入，或卖家没钱退款时，会出现在这里。', parcels: '在途包裹', parcelsText: '点“让它丢失”，这个包裹就会在路上丢失：看学员怎么处理。', noParcels: '没有在途的包裹', lose: '让它丢失', loseTitle: '让这个包裹丢失？', loseText: '{seller} 发给 {buyer} 的包裹将显示丢失，双方都会收到通知，不能恢复。', lost: '包裹已丢失',
  },
}

export default messages
