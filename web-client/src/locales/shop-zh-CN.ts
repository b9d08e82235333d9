// Registration, settings and page of a shop.
export default {
  event: {
    shopApplied: '{who}第 {n} 次提交开店申请“{name}”', applicationApproved: '开店申请“{name}”通过', applicationApprovedBy: '{who}通过了开店申请“{name}”', applicationRejected: '开店申请“{name}”未通过自动检查（{n} 处问题）', applicationRejectedBy: '{who}驳回了开店申请“{name}”：{reason}', applicationWithdrawn: '{who}撤回了开店申请“{name}”',
    shopTurnedOpen: '“{name}”恢复营业', shopTurnedClosed: '“{name}”歇业', shopSettingsSaved: '{who}保存了店铺设置：店内分类 {categories} 个，运费模板 {templates} 个', shopPagePublished: '{who}发布了店铺页面第 {version} 版：{blocks} 个模块，推荐 {n} 件宝贝', shopPageRolledBack: '{who}把店铺页面退回到第 {from} 版（现为第 {version} 版）',
  },
  store: {
    decorate: '装修', open: '营业中', openText: '全班都能看到和购买店里的宝贝。', closed: '歇业中', closedText: '宝贝暂时不在商城里，也不能购买；已有订单照常处理。', closedForBuyers: '店主暂时歇业，过些时候再来看看。', close: '歇业', openAgain: '恢复营业', nowOpen: '店铺恢复营业了', nowClosed: '店铺已歇业',
    region: '省份（运费按它计算）', elsewhere: '其他地区', announcement: '店铺公告', returnAddress: '退货地址', hasReturnAddress: '设置退货地址（买家退货寄到这里）', categories: '店内分类', categoryName: '分类名称', addCategory: '添加分类', settingsSaved: '店铺设置已保存', front: '店铺首页', allProducts: '全部宝贝 {n}', weight: '单件重量（克）',
    productCategory: '宝贝类目', noCategory: '不选类目',
    spec: { title: '规格', more: '规格、成本和编码', name: '规格名，例如“重量”', values: '规格值，用顿号分开，例如“5斤、10斤”', add: '添加规格', hint: '最多 3 种规格；每个组合单独填价格和库存', tooMany: '规格组合最多 {max} 个，请减少规格值', fillDown: '用第一行填满', price: '价格', listPrice: '划线价', listPriceLong: '划线价（元）', cost: '成本', costLong: '成本（元，只有自己看得到）', stock: '库存', code: '商家编码', from: '起', choose: '请选择规格' },
    freight: {
      title: '运费模板', text: '第一个模板是默认模板；发布宝贝时可以选别的。直播间下单包邮。', newName: '默认运费', name: '模板名称', by: '计费方式', piece: '按件', weight: '按重量', add: '添加运费模板', addRule: '添加指定地区', chooseRegions: '选择地区', firstPieces: '首件（件）', firstGrams: '首重（克）', morePieces: '续件（件）', moreGrams: '续重（克）', fee: '运费（元）', freeFrom: '满多少元包邮', never: '不包邮',
      template: '运费模板', first: '店铺默认模板', of: '含运费 {amount}',
    },
    application: {
      kind: '店铺类型', deposit: '保证金 {amount}', noDeposit: '免保证金', agreement: '模拟商城开店协议（第 {version} 版）', agree: '点击“开店”即表示同意开店协议，系统会记录版本和时间。', agreeReview: '提交即表示同意开店协议，系统会记录版本和时间；提交后先自动检查，再由讲师审核。', simulated: '请填写模拟信息，不要填写真实证件号码',
      submit: '提交申请', save: '存草稿', saved: '草稿已保存', handedIn: '申请已提交，等待讲师审核', waiting: '开店申请审核中', waitingText: '“{name}”已于 {time} 提交，讲师审核后会通知您。', depositHeld: '已从钱包冻结保证金 {amount}；驳回或撤回会原路退回。', withdraw: '撤回修改',
      rejected: '自动检查没有通过，请修改后再提交：', rejectedBy: '{name} 驳回了申请，请修改后再提交：',
    },
    review: {
      waiting: '开店待审 {n}', text: '通过自动检查的申请在这里等待审核。', none: '本班的课程方案不需要审核，申请通过自动检查就直接开店。', empty: '还没有开店申请', attempt: '第 {n} 次提交', state: { 1: '草稿', 2: '待审核', 3: '已驳回', 4: '已通过' }, reason: '审核意见', reasonHint: '驳回时必须写明理由，学员会看到', approve: '通过', reject: '驳回', approved: '{name} 的店铺开张了', rejected: '已驳回 {name} 的申请', said: '{name}：{reason}',
    },
    block: { 1: '横幅', 2: '宝贝列表', 3: '优惠券', 4: '文字', 5: '图片' },
    page: {
      empty: '页面还没有模块。先加一个横幅，再推荐几件宝贝。', up: '上移', down: '下移', blockTitle: '模块标题（可不填）', blockText: '写些什么', picture: '图片', category: '店内分类', noCategory: '不按分类，只选宝贝', products: '选择宝贝', leadsTo: '点击后打开的宝贝', publish: '发布', save: '保存草稿', history: '历史版本', published: '页面已发布，买家现在就能看到', rolledBack: '已退回到第 {version} 版',
      differs: '草稿与买家看到的不一样，发布后才会更新。', same: '买家看到的就是这一版（第 {version} 版）。', never: '还没有发布过；买家现在看到的是全部宝贝。', preview: '预览', phone: '手机', desktop: '电脑', front: '打开店铺首页', version: '第 {version} 版', from: '退回自第 {version} 版', now: '正在使用', rollBack: '退回到这一版',
    },
  },
}
