const messages = {
  event: {
    helperSet: '{seller}请{helper}到“{name}”做{kind}', helperGone: '{helper}不再是“{name}”的店员',
  },
  helper: {
    title: '店员', text: '可以请同班同学一起打理店铺：每人一项工作，最多 {n} 位，随时可以更换或移除。', none: '还没有店员',
    kind: { 1: '客服', 2: '运营' }, may: { 1: '回复买家的咨询和评价', 2: '宝贝（编辑、上下架、库存、价格）、订单（发货、备注、改价）、促销和装修；不能动注册、保证金、钱包、售后退款和店员' },
    kindOf: '{name}的工作', whom: '选择同学', full: '已满，请先移除一位', asWhat: '做什么', add: '请他帮忙', added: '已添加店员', removed: '已移除{name}，权限立即失效',
    switch: '我的店铺和我帮忙的店铺', own: '我的店铺', here: '店主 {owner} · 你在这里是{kind}', gone: '你不在这家店帮忙', goneText: '店主可能已经把你移出店员，可以回到自己的店铺。', back: '回到我的店铺',
  },
  talks: {
    contact: '联系买家', title: '{name}的客服会话', text: '只能查看，不能发言。', none: '还没有会话', noShop: '这位学员还没有开店', link: '客服会话', withBuyer: '给买家发第一条消息',
  },
}

export default messages
