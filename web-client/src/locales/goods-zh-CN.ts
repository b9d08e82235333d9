/** Products as tables, the export of orders, filters of the mall, favourites and footprints, the buyer's own page. */
const goods = {
  sheet: '宝贝', help: '填写说明', helpColumn: '列', helpText: '怎么填', categories: '类目与属性', group: '类目组', yes: '是', no: '否',
  column: {
    code: '商家编码', title: '标题', category: '宝贝类目', attributes: '属性', specification: '规格', specification_code: '规格编码', price_fen: '售价（元）', list_price_fen: '划线价（元）', cost_fen: '成本价（元）', stock: '库存', stock_seen: '导出时库存', weight_grams: '单件重量（克）', listed: '上架', description: '详情',
  },
  about: {
    code: '必填。您自己的编号，全店不重复；再次导入时编码相同的宝贝会被更新。', title: '必填。产地 + 品名 + 特点 + 规格。', category: '从“类目与属性”里选一个；可以不填。', attributes: '例如：产地：湖南永州；净含量：5斤。带 * 的是这个类目必填的属性。',
    specification: '没有规格就不填。有规格时每个规格写一行，商家编码相同，例如：重量：5斤；颜色：红。所有组合都要写。', specification_code: '这个规格自己的编号，可以不填。', price_fen: '必填。例如 29.90', list_price_fen: '原来的价格，不低于售价；可以不填。', cost_fen: '只有自己看得到；可以不填。', stock: '必填，整数。',
    stock_seen: '导出时自动填好，请不要改：库存按“库存 − 导出时库存”增减，这期间卖掉的不会又加回来。新宝贝不填。', weight_grams: '按重量算运费时用；可以不填。', listed: '填“是”或“否”。图片不在表格里：新宝贝先填“否”，导入后在“编辑宝贝”里补图再上架。', description: '材料、规格、保存方法、适合谁。',
  },
  example: { attribute: '请填写', title: '湖南永州脐橙 现摘现发 皮薄多汁 5斤装', specified: '湖南永州脐橙 现摘现发 两种规格', description: '自家果园现摘现发，坏果包赔。', axis: '重量', size: '{n}斤' },
  wrong: { amount: '“{text}”不是金额，例如 29.90', whole: '“{text}”不是整数，例如 100', pairs: '“{text}”看不懂，请写成“名称：值”，多个用分号隔开', flag: '“{text}”看不懂，请填“是”或“否”', missing: '请填写', column: '表格第一行里没有这一列，请用模板', file: '读不出这个文件，请选择 xlsx 表格（Excel 或 WPS 另存为 .xlsx）', empty: '表格里没有宝贝，请从第 2 行开始填写' },
  import: '批量导入', export: '导出表格', exported: '已导出 {n} 件宝贝', importText: '先下载模板填好，或者导出店里的宝贝改好，再选择文件。编码相同的宝贝会被更新；有问题的行会逐行指出来，没有问题之前什么都不会导入。最多 {max} 行。', template: '下载模板', choose: '选择表格', again: '改好了，重新选择', checking: '正在检查…',
  outcome: '可以导入：新增 {added} 件，更新 {changed} 件', faults: '有 {n} 处需要修改', row: '行', columnHead: '列', problem: '问题', clean: '没有发现问题。', importAll: '全部导入', importGood: '只导入没有问题的 {n} 件', imported: '导入完成：新增 {added} 件，更新 {changed} 件',
}

export const orderBook = {
  export: '导出订单', sheet: '订单', lines: '宝贝明细', exported: '已导出 {n} 张订单', number: '订单号', state: '状态', closed: '关闭原因', buyer: '买家', placed: '下单时间', paid: '付款时间', shipped: '发货时间', finished: '完成时间', goods: '宝贝金额', freight: '运费', promotions: '活动优惠', discount: '用券抵扣', change: '改价', amount: '订单金额', refunded: '已退款', coupon: '优惠券', receiver: '收货人', phone: '电话', address: '收货地址', parcels: '物流单号', remark: '备注',
  title: '宝贝', specification: '规格', price: '单价', quantity: '数量', shippedPieces: '已发件数', refundedPieces: '已退件数', linePaid: '实付', lineRefunded: '已退',
}

export const filter = { allGroups: '全部类目', allOf: '全部{group}', groups: '宝贝类目', price: '价格区间', from: '最低价', to: '最高价', inStock: '只看有货', clear: '清除筛选', found: '共 {n} 件', nothing: '没有符合条件的宝贝', nothingText: '放宽条件，或换个词试试。' }

export const favourites = {
  add: '收藏', drop: '取消收藏', added: '已收藏', dropped: '已取消收藏', title: '我的收藏', none: '还没有收藏', noneText: '在宝贝页点一下心形，就收藏到这里。', cheaper: '比收藏时降了 {amount}', dearer: '比收藏时涨了 {amount}', gone: '已下架', closed: '店铺歇业',
  footprints: '我的足迹', noFootprints: '还没有足迹', noFootprintsText: '看过的宝贝会按时间排在这里。', clear: '清空足迹', clearTitle: '清空足迹？', clearText: '清空后不能恢复，收藏不受影响。', cleared: '足迹已清空',
}

export const clip = { title: '宝贝视频（选填）', hint: 'MP4 或 WebM，最长 {seconds} 秒，最大 {mb} MB；放在主图之前。', add: '添加视频', replace: '更换视频', remove: '移除视频', sending: '正在上传 {percent}%', checking: '正在检查…', tooLarge: '视频太大了，最多 {mb} MB，请剪短或降低清晰度后再上传。', of: '“{title}”的视频', show: '看视频' }

export const me = { orders: '我的订单', allOrders: '全部订单', coupons: '优惠券', favourites: '收藏', footprints: '足迹', wallet: '钱包', afterSales: '售后', account: '账号与设备', more: '更多', usable: '{n} 张可用', things: '{n} 件', waiting: '{n} 个待处理' }

export default goods
