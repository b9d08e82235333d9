import { create } from '@bufbuild/protobuf'
import { beforeAll, describe, expect, it } from 'vitest'

import { words } from '@/events/words'
import { EventSchema, type Event } from '@/generated/kaibo/event/v1/event_pb'
import { setLocale } from '@/i18n'

const people: Record<string, string> = { '1': '周建国', '2': '李秀英' }
const context = { nameOf: (id: bigint) => people[id.toString()] ?? '', itemName: (id: string) => (id === 'A1' ? '开店' : '') }

function say(body: Event['body'], actor = 1n): string {
  return words(create(EventSchema, { classId: 1n, seq: 1n, actor, body: body as never }), context).text
}

const bodies = EventSchema.oneofs.find((one) => one.name === 'body')!.fields

describe.each(['zh-CN', 'en'] as const)('an event in %s', (locale) => {
  beforeAll(() => setLocale(locale))

  it.each(bodies.map((field) => field.localName))('%s is a whole sentence', (name) => {
    const text = say({ case: name, value: {} } as never)
    expect(text).not.toMatch(/event\.|order\.|role\.|fault\./)
    expect(text).not.toContain('{')
    expect(text.length).toBeGreaterThan(2)
    expect(text).not.toBe(say({ case: undefined }))
  })
})

describe('an event in words', () => {
  beforeAll(() => setLocale('zh-CN'))

  it('names people, money and what was sold', () => {
    expect(say({ case: 'orderPlaced', value: { sellerId: 2n, buyerId: 1n, amountFen: 1990n, title: '安化黑茶', pieces: 2, roomId: 0n } } as never)).toBe(
      '周建国向李秀英下单“安化黑茶”等 2 件，¥19.90',
    )
  })

  it('says who lacks how much when the clock could not give money back', () => {
    const value = { sellerId: 2n, buyerId: 1n, kind: 1, step: 12, state: 1, title: '茶', missingFen: 1700n }
    expect(say({ case: 'afterSaleMoved', value } as never, 0n)).toBe('“茶”的仅退款已超时，李秀英 账上还差 ¥17.00，退款没能付出，稍后再试')
  })

  it('says what is weak about a listed product', () => {
    const text = say({ case: 'productListed', value: { title: '茶', priceFen: 100n, qualified: false, faultKinds: ['short_title', 'few_pictures'] } } as never)
    expect(text).toBe('周建国上架了“茶”，¥1.00（待改进：标题过短、图片偏少）')
  })

  it('tells a change of marks with its reason', () => {
    const text = say({ case: 'marksSaved', value: { traineeId: 2n, changes: [{ itemId: 'A1', beforeTenths: 40, afterTenths: 35, reason: '店名重复' }] } } as never)
    expect(text).toBe('周建国给李秀英打分：开店 4→3.5（店名重复）')
  })

  it('tells a first answer from what is said after it', () => {
    const answer = { byShop: true, sellerId: 1n, buyerId: 2n, text: '今天发' }
    expect(say({ case: 'chatSaid', value: { ...answer, replyMs: 20_000n, inTime: true } } as never)).toBe('周建国 用 20 秒首次回复了 李秀英，及时：今天发')
    expect(say({ case: 'chatSaid', value: { ...answer, replyMs: 200_000n } } as never)).toBe('周建国 过了 200 秒才首次回复 李秀英，超时：今天发')
    expect(say({ case: 'chatSaid', value: answer } as never)).toBe('周建国 回复 李秀英：今天发')
    expect(say({ case: 'chatSaid', value: { ...answer, byShop: false, text: '', kind: 2 } } as never)).toBe('李秀英 问 周建国：[图片]')
  })

  it('leaves what a comment says as it is', () => {
    expect(say({ case: 'commentPosted', value: { name: '李秀英', text: '{price} | @you <b>' } } as never)).toBe('李秀英 评论：{price} | @you <b>')
  })

  it('calls the platform and the unknown by name', () => {
    expect(say({ case: 'orderClosed', value: { sellerId: 2n, buyerId: 99n, reason: 3 } } as never, 0n)).toBe('有人与李秀英的订单关闭：超时未付款')
  })
})
