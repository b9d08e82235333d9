// The simulated audience.
export default {
  event: {
    audienceAssigned: '{who}安排了模拟观众（{name}，{n} 人）', audienceUnassigned: '{who}撤销了模拟观众的安排（{name}）', audienceStarted: '模拟观众开始进场（共 {n} 人）', audienceStopped: '模拟观众离开了', audienceMoved: '模拟观众来了 {entered} 人、走了 {left} 人，在场 {n} 人',
    audienceQuestion: '模拟观众提问：{text}', audienceAnswered: '模拟观众的问题在 {n} 秒后得到回答', audienceMissed: '模拟观众的问题没有及时回答', audienceIncident: '突发情况：{kind}', simulated: '模拟观众', wholeClass: '全班',
  },
  audience: {
    mark: '模拟', marked: '{name}（模拟）', reviews: '其中模拟 {n} 条', markLong: '模拟观众，不是真人', title: '模拟观众', practise: '找观众来练', change: '查看', choose: '开播时进场', start: '让观众进场', stop: '请观众离开', without: '不要观众',
    about: '一个人练习也有观众：他们会进场、提问、点赞、领券、抢福袋、下单、抱怨、离开，收货后会评价。同样的场景、人数、难度和编号，观众完全一样。', assigned: '老师已经安排好观众，开播后自动进场。',
    scenario: '场景', size: '人数：{n}', difficulty: '难度', difficulties: { 1: '容易', 2: '普通', 3: '困难' }, seed: '编号', seedHint: '同一编号，同样的观众',
    incident: { wrong_price: '价格说错', sold_out: '抢空', malicious: '恶意评论', off_platform: '要求私下交易' },
    present: '在场 {n} 人', orders: '其中模拟订单 {n} 笔，{amount}', share: '这场数据里属于模拟观众的：评论 {comments} 条、点赞 {likes} 个、订单 {orders} 笔 {amount}。', online: '+{n} 模拟', answered: '已答 {n}', missed: '漏答 {n}', waits: '开播后进场 {n} 人', open: '等着回答的问题', secondsLeft: '{n} 秒', hint: '可以说到：{words}',
    review: '模拟观众复盘', result: '来了 {come} 人，{bored} 人因冷场离开；问了 {asked} 个问题，答了 {answered} 个，漏了 {missed} 个。', wellDone: '问题都及时答上了，很好！下次可以提高难度。',
    expected: '应该说到：{words}', missedList: '漏答的问题（{n}）', advice: { 0: '', 1: '突发情况没有及时处理（{n} 次）', 2: '有问题没有回答（{n} 个）', 3: '冷场太久，观众走了（{n} 人）', 4: '回答偏慢（{n} 次），快到时间才答' },
    forClass: '模拟观众安排', forClassText: '安排以后，学员开播时观众自动进场，学员不能更改。全班用同一编号，观众相同，评分公平。', whose: '给谁', everybody: '全班',
    assign: '安排', takeBack: '撤销安排', laidDown: '已安排模拟观众', takenBack: '已撤销安排', inForce: '{name}：{n} 人，编号 {seed}',
  },
}
