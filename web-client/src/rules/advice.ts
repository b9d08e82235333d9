/**
 * What the client says while a person is still typing. Advice only: the class's course profile
 * decides, on the server, and its refusal stands beside the field. The numbers are those of the
 * profile live-hunan-2021.
 */
export const advice = {
  shopNameMax: 20,
  introductionMax: 500,
  titleMin: 10,
  titleMax: 60,
  picturesMax: 5,
  picturesGood: 3,
  descriptionMax: 5000,
  roomTitleMax: 17,
  noticeMax: 200,
  commentMax: 100,
} as const

/** Absolute claims that the advertising law forbids (广告法 第九条), the usual ones. */
const bannedWords = [
  '国家级', '世界级', '最高级', '最佳', '最好', '最优', '最低价', '最便宜', '全网最低', '全国第一', '世界第一', '第一品牌',
  '销量第一', '唯一', '独一无二', '绝无仅有', '史无前例', '前无古人', '顶级', '顶尖', '极品', '极致', '王牌', '冠军品牌',
  '万能', '百分之百', '100%有效', '包治百病', '根治', '永不反弹', '无副作用', '国家领导人', '驰名商标', '特供', '专供',
]

export function bannedIn(text: string): string[] {
  return bannedWords.filter((word) => text.includes(word))
}

/** The text cut into pieces, those among them that are banned words marked. */
export function marked(text: string, words: readonly string[]): { text: string; banned: boolean }[] {
  if (words.length === 0) return [{ text, banned: false }]
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return text
    .split(new RegExp(`(${escaped.join('|')})`))
    .filter((piece) => piece !== '')
    .map((piece) => ({ text: piece, banned: words.includes(piece) }))
}

export const couriers = ['中国邮政', '顺丰速运', '中通快递', '圆通速递', '申通快递', '韵达快递', '极兔速递', '京东快递', '德邦快递']
