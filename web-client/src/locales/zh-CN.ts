import prepare from './prepare.zh-CN'
import goods, { clip, favourites, filter, me, orderBook } from './goods-zh-CN'
import audience from './audience-zh-CN'
import practiceEvents from './practice-events-zh-CN'
import review from './review-zh-CN'
import conduct from './conduct-zh-CN'
import trade from './trade-zh-CN'
import shop from './shop-zh-CN'
import scenario from './scenario-zh-CN'
import talk from './talk-zh-CN'
import { offerEvents, offers } from './offers.zh-CN'
import { promotions } from './promotions-zh-CN'
import { supply, supplyEvents } from './supply-zh-CN'
import video from './video-zh-CN'
import service from './service-zh-CN'
import helpers from './helpers-zh-CN'

export default {
  review,
  app: { name: '开播', skip: '跳到正文', otherLanguageShort: 'EN', otherLanguage: 'English' },
  action: {
    add: '添加', all: '全部', back: '返回', cancel: '取消', close: '关闭', edit: '编辑', more: '加载更多', refresh: '刷新',
    remove: '移除', retry: '重试', save: '保存', search: '搜索', send: '发送',
  },
  state: { done: '已完成', open: '未完成', loading: '正在加载…' },
  form: { byRule: '（依据：{rule}）', fault: '（故障编号 {id}）' },
  fault: { few_pictures: '图片偏少', short_title: '标题过短', short_description: '详情过短', banned_word: '含违禁词', missing_attribute: '缺少类目属性', copied: '与同学的宝贝雷同', copied_title: '标题与同学雷同', copied_picture: '主图与同学相同' },
  time: { justNow: '刚刚', minutesAgo: '{n} 分钟前', hoursAgo: '{n} 小时前' },
  connection: {
    connecting: '连接中', connectingLong: '正在连接服务器',
    online: '已连接', onlineLong: '已连接：别人的操作会立即显示',
    lost: '重新连接中', lostLong: '连接断开，正在自动重连；已输入的内容不会丢失',
    restarting: '服务器重启中', restartingLong: '服务器正在重启，几秒后自动重新连接；已完成的操作都已保存',
    ended: '连接已结束', endedLong: '连接已结束，请刷新页面',
    offLong: '', off: '',
  },
  role: { 0: '', 1: '学员', 2: '讲师', 3: '班级助理', 4: '培训机构', 5: '主管部门', 6: '系统管理员' },
  nav: {
    label: '主导航', home: '首页', shop: '我的店铺', supply: '货源市场', live: '直播', mall: '班级商城', purchases: '我买的',
    wallet: '钱包', board: '班级看板', scores: '评分', applications: '开店审核', people: '名册', classes: '班级', me: '我的', rules: '平台规则',
  },
  signIn: {
    title: '登录', lead: '直播创业的练兵场：开店、上货、开播，全程模拟，不花真钱。', way: '登录方式',
    byClass: '班级 + 姓名', byAccount: '账号', classCode: '班级代码', classCodeHint: '老师会告诉您，例如 ZB2026', name: '姓名',
    account: '账号', password: '密码', forgot: '忘记密码请找老师重置', enter: '登录',
    demoTitle: '演示班级：点头像直接进入', demoText: '演示数据可以随便操作。建议开两个浏览器窗口，一个当讲师，一个当学员。', demoAll: '全部账号',
  },
  setup: {
    title: '首次使用：设置管理员', lead: '这台服务器还没有管理员。请用启动时屏幕上显示的一次性口令来设置。',
    token: '一次性口令', tokenHint: '服务器启动时打印在屏幕上，只能使用一次', claim: '成为管理员',
  },
  password: {
    title: '修改密码', text: '修改后，其他设备上的登录会自动退出。', mustTitle: '请先设置新密码',
    mustText: '您正在使用初始密码。换成只有自己知道的密码后就可以开始了。', present: '当前密码', new: '新密码',
    rule: '至少 8 个字，不要用生日或 12345678', again: '再输一次新密码', differs: '两次输入的新密码不一样', change: '确认修改', changed: '密码已修改',
  },
  account: {
    title: '账号与设备', signOut: '退出登录', switchClass: '切换班级', sessions: '登录的设备', sessionsText: '看到不认识的设备，请让它下线并修改密码。',
    unknownDevice: '未知设备', seen: '最近使用 {time}', thisDevice: '本机', endSession: '让它下线', ended: '该设备已下线',
  },
  nowhere: { title: '没有这个页面', text: '链接可能写错了，或者页面已经不在了。', home: '回到首页' },
  clock: { label: '班级时钟', hint: '班级时钟：付款、发货等期限按它计算', paused: '已暂停', pause: '暂停', resume: '继续', speed: '时钟速度' },
  picture: {
    add: '添加图片', cover: '封面', nth: '第 {n} 张图片', remove: '移除第 {n} 张图片', uploading: '正在上传…', choose: '选择图片', change: '更换图片',
    unreadable: '“{name}”不是能识别的图片，请换成 JPG、PNG 或 WebP。',
  },
  address: { name: '收货人', phone: '手机号', text: '收货地址', hint: '模拟地址即可，不会真的寄出', madeUp: '实训教室 1 号桌（模拟地址）' },
  home: {
    hello: '您好，{name}', nextTitle: '下一步', allDone: '基本任务都完成了，继续加油！',
    step: {
      shop: { title: '开一家店铺', text: '起个店名、选好主营类目，两分钟就能开张。', action: '去开店' },
      products: { title: '上架 3 件宝贝', text: '标题写清楚、图片 3 张以上，更容易得分。', action: '发布宝贝' },
      order: { title: '卖出第一单', text: '把宝贝分享给同学，或者开播讲解。', action: '看看宝贝' },
      ship: { title: '给买家发货', text: '买家在等，填写快递单号就算发货。', action: '去发货' },
      live: { title: '开一场直播', text: '建好直播间、放上小黄车，就可以开播。', action: '准备开播' },
    },
    ordersSold: '已卖 {n} 单', toShip: '{n} 单待发货', liveNow: '同学正在直播', noLive: '现在没有人在直播', noLiveText: '第一个开播的人最容易被看见。',
    soFar: '目前得分', soFarText: '满分按评分表计算，{pass} 分及格；讲师还会打分。', result: '实践成果成绩', resultBy: '{name} · {time}',
    scoreLabel: '{score} 分，满分 {total} 分', raise: '这样做还能加分', buyers: '谁买了我的宝贝', noBuyers: '还没有人下单', noBuyersText: '上架宝贝、开播讲解，订单会出现在这里。',
  },
  shop: {
    all: '全部', name: '店铺名称', nameHint: '全班不能重名，例如“老周家的土特产”', category: '主营类目', categoryChoose: '请选择', introduction: '店铺介绍',
    introductionHint: '卖什么、从哪里来、有什么特色', logo: '店铺头像', logoHint: '方形图片最好看', open: '开店', openTitle: '开一家自己的店铺',
    openText: '店铺开好后全班都能看到，名称和介绍以后还能修改。', opened: '恭喜，店铺开张了！', saved: '店铺信息已保存', products: '宝贝', orders: '订单', promotions: '促销', settings: '设置',
    figures: '在售 {listed} 件 · 已付款 {paid} 单', noProducts: '店里还没有宝贝', noProductsText: '发布第一件宝贝，或者到货源市场选一件来卖。', searchOwn: '搜索我的宝贝',
  },
  product: {
    publish: '发布宝贝', editTitle: '编辑宝贝', title: '标题', titleHint: '产地 + 品名 + 特点 + 规格，例如“安化黑茶 手筑茯砖 1kg”', titleShort: '再写具体些：{min} 个字以上更好',
    titleLong: '标题不能超过 {max} 个字', titleMissing: '请填写标题', price: '价格（元）', priceWrong: '请填写价格，例如 19.90', priceZero: '价格要大于 0',
    stock: '库存', stockN: '库存 {n}', stockWrong: '库存请填整数，例如 100', soldN: '已售 {n}', description: '宝贝详情', descriptionHint: '材料、规格、保存方法、适合谁', noDescription: '卖家还没有写详情。',
    pictures: '宝贝图片', picturesHint: '第一张是封面；拖动或用方向键调整顺序', picturesFew: '建议至少 {n} 张：正面、细节、包装', picturesMissing: '请至少上传一张图片',
    banned: '广告法不允许的词：{words}', preview: '手机上的样子', previewTitle: '这里显示标题', previewDescription: '这里显示宝贝详情', saveAndList: '发布并上架', saveOnly: '先存起来，不上架',
    saved: '已保存', draftAuto: '草稿会自动保存在本机', draftKept: '已恢复上次没有发布的内容', draftDiscard: '不要草稿', listed: '在售', unlisted: '已下架', putOn: '上架', takeOff: '下架',
    nowListed: '已上架，全班都能看到了', nowUnlisted: '已下架', shopFirst: '先开店，再发布宝贝', shopFirstText: '开店只要两分钟。',
  },
  supply,
  mall: {
    title: '班级商城', ofShop: '店铺宝贝', search: '搜索宝贝', sort: '排序', newest: '最新上架', sold: '销量最高', priceUp: '价格从低到高', priceDown: '价格从高到低',
    none: '商城里还没有宝贝', noneText: '同学上架的宝贝会立刻出现在这里。', nothing: '没有找到', nothingText: '换个词试试。', unlisted: '这件宝贝已下架。', own: '这是您自己的宝贝，不能自己买。',
  },
  buy: {
    title: '确认订单', now: '立即购买', grab: '抢', soldOut: '已售罄', quantity: '数量', less: '减少', more: '增加', sendTo: '寄给 {name}，{text}', pay: '支付 {amount}', orderOnly: '先下单，稍后付款',
    doneTitle: '下单成功', paid: '已付款 {amount}', paidText: '卖家会尽快发货，收到后记得确认收货。', ordered: '订单已生成，请尽快付款', orderedText: '超时不付款，订单会自动关闭。', seeOrder: '看订单', goOn: '继续逛',
    uncertain: '再点一次会核对同一笔订单，不会重复扣款。',
  },
  order: {
    all: '全部', pendingPay: '待付款', paid: '待发货', partlyShipped: '部分发货', shipped: '待收货', finished: '已完成', closedState: '已关闭',
    closed: { buyer: '买家取消', seller: '卖家取消', timeout: '超时未付款', refunded: '全额退款', other: '已关闭' },
    to: '收货：{name} {phone} {text}', payWithin: '请在 {time} 内付款（班级时钟）', fromLive: '来自直播间', total: '共 {n} 件', pay: '付款', cancel: '取消订单', ship: '发货', confirm: '确认收货',
    cancelTitle: '取消这笔订单？', keep: '先不取消', cancelAsBuyer: '取消后宝贝会放回货架，不能恢复。', cancelAsSeller: '取消后买家会收到通知，不能恢复。', confirmTitle: '确认收到了吗？', confirmText: '确认后货款会付给卖家。',
    nowCancelled: '订单已取消', nowFinished: '已确认收货', nowShipped: '已发货，买家会收到通知', shipTitle: '填写物流', courier: '快递公司', waybill: '快递单号', waybillHint: '模拟发货：可以点“生成”得到一个单号', inventWaybill: '生成',
    noneSeller: '这里还没有订单', noneSellerText: '有人下单会立刻出现在这里。', noneBuyer: '还没有买过东西', noneBuyerText: '到商城逛逛，用模拟资金支持同学。',
  },
  wallet: { balance: '可用余额', balanceText: '模拟资金，只能在本班使用。', income: '已到账收入', incomeText: '买家确认收货后到账的货款之和', escrow: '待结算', escrowText: '买家已付款、还没有确认收货的货款' },
  room: {
    live: '直播中', coming: '预告', preparing: '筹备中', ended: '已结束', mine: '我的直播', noneMine: '还没有直播间，先建一个。', create: '新建直播间', editTitle: '直播间设置', toConsole: '进入中控',
    none: { now: '现在没有人在直播', coming: '没有预告', ended: '还没有结束的直播' }, noneText: '建一个直播间，邀请同学来看。', title: '直播标题', titleHint: '一句话说清楚卖什么、有什么好处', cover: '直播封面', coverHint: '竖版图片（3:4）最好看；没有摄像头时，观众看到的就是它',
    planned: '计划开播时间', notice: '直播公告', noticeHint: '观众进来就能看到', saveAndGo: '保存，去排品', saved: '直播间已保存', explaining: '讲解中', shopFirst: '先开店，再开播',
  },
  console: {
    title: '直播中控', picture: '画面与数据', shelf: '小黄车', talk: '评论', start: '开播', startTitle: '现在开播？', startText: '全班会看到您的直播间。', end: '下播', endTitle: '现在下播？', endText: '已直播 {time}。下播后不能再继续这一场。',
    liveFor: '直播中 {time}', notYet: '还没有开播', plannedFor: '计划 {time} 开播', add: '添加宝贝', addTitle: '添加到小黄车', nothingToAdd: '没有可添加的宝贝', nothingToAddText: '宝贝都在小黄车里了，或者还没有发布。', shelfEmpty: '小黄车是空的', shelfEmptyText: '把要讲的宝贝放上来，按讲解顺序排好。',
    keys: '按数字键 1–9 讲解对应宝贝', move: '第 {n} 位，用上下键移动', livePrice: '直播价', explain: '讲解', take: '移出小黄车', noTalk: '观众的评论会出现在这里。', newest: '最新评论', answer: '回复', say: '以主播身份发言', sayLater: '开播后可以发言',
    phrase: { welcome: '欢迎来到直播间，新朋友点点关注！', cart: '喜欢的点下方小黄车下单～', shipping: '今天拍，48 小时内发货。' },
  },
  viewer: {
    title: '直播间', say: '说点什么…', quiet: '现在不能评论', sending: '发送中…', entered: '{name} 来了', bought: '{name} 买了 {title}', left: '仅剩 {n} 件', like: '点赞，共 {n}', cart: '小黄车，{n} 件宝贝', cartTitle: '小黄车（{n}）', cartEmpty: '主播还没有上架宝贝',
    notYet: '直播还没有开始', notYetText: '开播后这里会自动开始，不用刷新。', over: '直播已结束', otherRooms: '看看别的直播',
  },
  video,
  figures: {
    peak: '最高在线', online: '在线', comments: '评论', likes: '点赞', orders: '订单', buyers: '成交人数', pieces: '成交件数', sales: '成交额',
    byMinute: '每分钟变化', minute: '第 {n} 分', noMinutes: '开播后才有数据。', byProduct: '宝贝表现', learn: '可以学到什么',
    lesson: { best: '卖得最好的是“{title}”（{amount}），下次可以放在前面并多讲一遍。', silent: '有 {n} 件宝贝没有讲解过，讲过的宝贝更容易成交。', peak: '第 {minute} 分钟在线最多（{n} 人），看看当时在讲什么。', quiet: '没有人评论：多提问、多点名，观众才会开口。' },
  },
  board: {
    empty: '班里还没有学员', emptyText: '请班级助理在“名册”里添加。', sort: '排序', by: { need: '先看需要帮助的', score: '按得分', name: '按姓名' },
    sum: { shops: '已开店', products: '在售宝贝', orders: '已付款订单', live: '正在直播', stuck: '停滞', submitted: '已评分', passing: '达到及格线' },
    need: { neverSeen: '还没有动手', noShop: '没开店', noProducts: '没上架', fewProducts: '宝贝不足 3', noLive: '没开播', noOrders: '没成交', none: '任务都完成了' },
    idleFor: '停 {n} 分', idleLong: '停 {n} 小时', noShop: '未开店', products: '宝贝', orders: '订单', live: '直播', minutes: '{n}分', spoken: '{name}，{score} 分，宝贝 {products}，订单 {orders}，{need}', score: '{score} 分',
    stream: '班级动态', streamEmpty: '班里发生的事会出现在这里。', filter: '筛选动态', kind: { shop: '店铺', product: '宝贝', order: '交易', live: '直播', talk: '互动', score: '评分' },
    showStream: '看班级动态', hideStream: '收起动态', watch: '进直播间', lately: '最近做了什么', nothingLately: '最近没有动静。',
  },
  sheet: {
    title: '评分单', trainee: '学员', previous: '上一位（P）', next: '下一位（N）', keys: 'J/K 换行，N/P 换人', saving: '正在保存…', saved: '草稿已保存', passed: '合格', failed: '不合格', passMark: '{n} 分及格', submit: '提交成绩', submitTitle: '提交 {name} 的成绩？',
    submitPass: '总分 {score}，达到 {pass} 分，结果为合格。提交后学员立刻能看到。', submitFail: '总分 {score}，未达到 {pass} 分，结果为不合格。提交后学员立刻能看到。', unmarked: '还有 {n} 项人工评分没有打分，将按 0 分计。', submittedNow: '{name} 的成绩已提交', submittedBy: '{name} 于 {time} 提交，学员已可见',
    reopen: '重新打开', reopenTitle: '重新打开评分单', reopenText: '打开后可以修改，学员会看到成绩已撤回；原因会记录在案。', reason: '原因', reasonAsk: '与系统建议不同，请写明原因', reasonMay: '原因（可不填）', reasonNeeded: '改动系统建议的分数要写原因。', pointsWrong: '请填 0 到 {max} 之间的分数，最多一位小数',
    pointsOf: '{name} 的得分', mode: { 0: '', 1: '自动', 2: '扣分', 3: '人工', 4: '自动+人工' }, proposed: '建议', proposedHint: '系统根据课堂记录给出的建议分', toMark: '待打分', takeBack: '恢复建议分',
    evidence: '依据', rule: '计分办法', source: '标准来源', markedBy: '打分人', events: '课堂记录', noEvents: '还没有与这一项有关的记录。', byHand: '这一项由讲师观察打分，没有自动记录。',
  },
  people: {
    title: '班级名册', search: '搜索姓名或账号', add: '添加成员', none: '名册是空的', noneText: '粘贴名单即可一次添加全班。', notTeaching: '不授课', reset: '重置密码', resetTitle: '重置 {name} 的密码？', resetText: '会生成新的初始密码，并让其所有设备退出登录。',
    reveal: '查看身份证号', revealTitle: '{name} 的身份证号', revealText: '查看完整身份证号需要写明用途，并会记录在案。', role: '角色', teaches: '本班授课讲师', names: '名单', namesHint: '每行一人；姓名后面可以跟身份证号，直接从表格粘贴也可以', namesExample: '张三\n李四\n王小花', addN: '添加 {n} 人', added: '已添加 {n} 人',
  },
  slips: { title: '账号条', text: '初始密码只显示这一次，请现在打印或抄下。', print: '打印', address: '网址', password: '初始密码', present: '沿用原密码' },
  classes: {
    create: '新建班级', created: '班级已创建', none: '还没有班级', noneText: '建好班级后，再添加讲师、助理和学员。', name: '班级名称', nameExample: '例如：2026 年第 3 期直播班', code: '班级代码', codeHint: '学员登录时要输入，短一些，例如 ZB2026', profile: '课程方案',
    profiles: { 'live-hunan-2021': '网络创业培训（直播版）', 'ecommerce-2020s': '网络创业培训（电商版）' },
  },
  ...talk,
  ...promotions,
  store: shop.store,
  prepare,
  clip,
  goods,
  orderBook,
  filter,
  favourites,
  me,
  audience: audience.audience,
  scenario: scenario.scenario,
  incident: scenario.incident,
  seller: scenario.seller,
  conduct: conduct.conduct,
  dashboard: conduct.dashboard,
  trade: trade.trade,
  chat: service.chat,
  desk: service.desk,
  rating: service.rating,
  helper: helpers.helper,
  talks: helpers.talks,
  afterSale: trade.afterSale,
  event: {
    ...talk.event,
    ...shop.event,
    ...audience.event,
    ...conduct.event,
    ...trade.event,
    ...service.event,
    ...helpers.event,
    ...scenario.event,
    platform: '平台', someone: '有人', comma: '、', unknown: '发生了一件新版本才认识的事，刷新页面可以看到', withReason: '{text}（{reason}）',
    classCreated: '{who}创建了班级“{name}”', memberAdded: '{name} 加入班级，身份是{role}', clockPaused: '{who}暂停了班级时钟', clockSet: '{who}把班级时钟设为 {speed} 倍速',
    shopOpened: '{who}开了店铺“{name}”（{category}）', shopUpdated: '{who}更新了店铺“{name}”的资料',
    productSaved: '{who}保存了宝贝“{title}”，{price}，库存 {stock}', productSavedWeak: '{who}保存了宝贝“{title}”，{price}，库存 {stock}（待改进：{faults}）', productListed: '{who}上架了“{title}”，{price}', productListedWeak: '{who}上架了“{title}”，{price}（待改进：{faults}）', productDelisted: '{who}下架了一件宝贝',
    orderPlaced: '{buyer}向{seller}下单“{title}”等 {pieces} 件，{amount}', orderPlacedLive: '{buyer}在{seller}的直播间下单“{title}”等 {pieces} 件，{amount}', orderPaid: '{buyer}付款给{seller} {amount}', orderShipped: '{seller}给{buyer}发货（{courier} {waybill}）', orderFinished: '{buyer}确认收货，{seller}入账 {amount}', orderClosed: '{buyer}与{seller}的订单关闭：{reason}',
    roomSaved: '{who}设置了直播间“{title}”', roomPreparing: '{who}准备直播“{title}”', roomLive: '{who}开播了：“{title}”', roomEnded: '{who}下播了：“{title}”',
    shelfPut: '{who}把“{title}”放在小黄车第 {place} 位，{price}', shelfTaken: '{who}从小黄车移出一件宝贝', roomStarted: '{who}开始直播', roomStopped: '{who}结束直播', productExplained: '{who}开始讲解一件宝贝', explainStopped: '{who}停止讲解',
    viewerEntered: '{name} 进入直播间', viewerLeft: '{name} 离开直播间', commentPosted: '{name} 评论：{text}', likesAdded: '直播间收到 {n} 个赞，共 {total} 个', roomSale: '{buyer} 在直播间买了 {pieces} 件，{amount}', productsOpened: '{n} 人次点开宝贝', explainTitled: '{who}开始讲解“{title}”', shelfTakenTitled: '{who}从小黄车移出“{title}”', figuresEntered: '{who}核对了关键数据，{right} 项正确，共 {all} 项', findingsSaved: '{who}写了 {n} 条问题与改进：{problems}',
    videoStarted: '{name} 打开了直播画面', videoStopped: '直播画面停了', streamUrlSet: '{who}换上了外部直播流', streamUrlCleared: '{who}撤下了外部直播流',
    marksSaved: '{who}给{name}打分：{changes}', sheetPassed: '{who}提交了{name}的成绩：{score} 分，合格', sheetFailed: '{who}提交了{name}的成绩：{score} 分，不合格', sheetReopened: '{who}重新打开了{name}的评分单：{reason}',
    ...offerEvents,
    ...supplyEvents,
    ...practiceEvents,
    roomForetold: '{who}预告了直播“{title}”，{time} 开播', previewCancelled: '{who}取消了预告“{title}”', roomReserved: '{who}预约了直播“{title}”（共 {n} 人）', roomReleased: '{who}取消预约“{title}”（还有 {n} 人）', scriptSaved: '{who}保存了直播脚本：{rows} 行，{minutes} 分钟，{sections} 个环节', shelfDetailsOwn: '{who}给直播间预留“{title}” {n} 件', shelfDetailsSet: '{who}设置了“{title}”的限购和卖点', roomCheckedAll: '{who}开播前检查全部完成', roomChecked: '{who}开播时还有没完成的：{items}',
  },
  offers,
}
