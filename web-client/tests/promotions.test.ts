import { create } from '@bufbuild/protobuf'
import { createPinia, setActivePinia } from 'pinia'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { OrderSchema, ProductSchema } from '@/generated/kaibo/mall/v1/mall_pb'
import { PromotionKind, PromotionSchema, PromotionState } from '@/generated/kaibo/mall/v1/promotion_pb'
import { setLocale } from '@/i18n'
import { newPeriod, periodOf, startsIn } from '@/promotions/period'
import { deductionsOf, isGoodFor, isOpen, isPlanned, promotionPath, promotionText, reducedPrice, specPrices } from '@/promotions/promotion'
import { useCart } from '@/stores/cart'

const wish = (kind: PromotionKind, more = {}) => ({ kind, priceFen: 1990n, perPerson: 2, productIds: [] as bigint[], steps: [], skuPrices: [], ...more })
const step = (thresholdFen: bigint, offFen: bigint) => ({ $typeName: 'kaibo.mall.v1.PromotionStep' as const, thresholdFen, offFen })

describe('a promotion in words', () => {
  beforeAll(() => setLocale('zh-CN'))

  it('says what each kind does', () => {
    expect(promotionText(wish(PromotionKind.LIMITED_PRICE))).toBe('¥19.90 / 件，每人限 2 件')
    expect(promotionText(wish(PromotionKind.BUNDLE, { productIds: [1n, 2n] }))).toBe('2 件一起买 ¥19.90')
    expect(promotionText(wish(PromotionKind.FULL, { steps: [step(5000n, 500n), step(9900n, 1200n)] }))).toBe('满 ¥50.00 减 ¥5.00、满 ¥99.00 减 ¥12.00')
  })
})

describe('a limited-time price of each specification', () => {
  beforeAll(() => setLocale('zh-CN'))
  const skuPrice = (skuId: bigint, priceFen: bigint) => ({ $typeName: 'kaibo.mall.v1.SkuPrice' as const, skuId, priceFen })
  const product = create(ProductSchema, { priceFen: 3000n, skus: [{ skuId: 1n, values: ['5斤'], priceFen: 3000n }, { skuId: 2n, values: ['10斤', '礼盒'], priceFen: 5000n }] })

  it('is told from the lowest on, and one by one where the product is known', () => {
    const terms = wish(PromotionKind.LIMITED_PRICE, { skuPrices: [skuPrice(1n, 1990n), skuPrice(2n, 4000n), skuPrice(9n, 100n)] })
    expect(promotionText(terms)).toBe('¥19.90 起 / 件，每人限 2 件')
    expect(specPrices(terms, product)).toBe('5斤 ¥19.90、10斤 / 礼盒 ¥40.00')
    expect(promotionText(wish(PromotionKind.LIMITED_PRICE, { skuPrices: [skuPrice(1n, 1990n)] }))).toBe('¥19.90 / 件，每人限 2 件')
    expect(specPrices(wish(PromotionKind.LIMITED_PRICE), product)).toBe('')
  })

  it('is proposed with the same reduction', () => {
    expect(reducedPrice(product, product.skus[1]!, 2500n)).toBe('45.00')
    expect(reducedPrice(product, product.skus[1]!, 0n)).toBe('')
  })
})

describe('a start and an end', () => {
  beforeEach(() => {
    setLocale('zh-CN')
    setActivePinia(createPinia())
  })
  const at = (text: string) => BigInt(Date.parse(`${text}+08:00`))

  it('are typed on the class clock, and no start is at once', () => {
    expect(periodOf({ from: '2026-11-28T09:30', until: '2026-11-30T18:00' })).toEqual({ validFromClassAt: at('2026-11-28T09:30:00'), validUntilClassAt: at('2026-11-30T18:00:00') })
    expect(periodOf({ from: '', until: '' })).toEqual({ validFromClassAt: 0n, validUntilClassAt: 0n })
    const before = { validFromClassAt: at('2026-11-28T09:30:00'), validUntilClassAt: at('2026-11-30T18:00:00') }
    expect(periodOf(newPeriod(before))).toEqual(before)
    expect(newPeriod().from).toBe('')
    expect(newPeriod().until).not.toBe('')
  })

  it('are counted down to', () => {
    expect(startsIn(at('2026-11-28T09:30:00'), Number(at('2026-11-27T09:29:30')))).toBe('1 天 00:30 后开始')
    expect(startsIn(1000n, 1000)).toBe('就要开始了')
  })

  it('are those of a planned one, which is open like a running one', () => {
    expect([PromotionState.PLANNED, PromotionState.RUNNING, PromotionState.WITHDRAWN].map((state) => [isPlanned({ state }), isOpen({ state })])).toEqual([[true, true], [false, true], [false, false]])
  })
})

describe('a promotion', () => {
  const some = create(PromotionSchema, { promotionId: 7n, shopId: 3n, terms: { kind: PromotionKind.BUNDLE, productIds: [1n, 2n] } })
  const all = create(PromotionSchema, { promotionId: 8n, shopId: 3n, terms: { kind: PromotionKind.FULL } })

  it('is good for its products, or for all of its shop', () => {
    expect(isGoodFor(some, { shopId: 3n, productId: 2n })).toBe(true)
    expect(isGoodFor(some, { shopId: 3n, productId: 4n })).toBe(false)
    expect(isGoodFor(all, { shopId: 3n, productId: 4n })).toBe(true)
    expect(isGoodFor(all, { shopId: 5n, productId: 4n })).toBe(false)
  })

  it('leads to its product or its shop, and the way is counted', () => {
    expect(promotionPath(some)).toBe('/mall/1?promotion=7')
    expect(promotionPath(all)).toBe('/mall/shop/3?promotion=8')
  })

  it('is summed up over the lines of an order, as the steps come one after the other', () => {
    const off = (promotionId: bigint, kind: PromotionKind, offFen: bigint) => ({ promotionId, kind, name: '', offFen })
    const full = (offFen: bigint) => off(3n, PromotionKind.FULL, offFen)
    const lines = [[off(1n, PromotionKind.LIMITED_PRICE, 1000n), full(142n)], [off(2n, PromotionKind.BUNDLE, 749n), full(232n)], [full(126n)]]
    const order = create(OrderSchema, { lines: lines.map((deductions) => ({ deductions })) })
    expect(deductionsOf(order).map((one) => [one.promotionId, one.offFen])).toEqual([[1n, 1000n], [2n, 749n], [3n, 500n]])
  })
})

describe('the cart', () => {
  beforeEach(() => {
    localStorage.clear()
    setActivePinia(createPinia())
  })

  it('adds up what is put in twice, and tells specifications apart', () => {
    const cart = useCart()
    cart.add({ productId: 1n, skuId: 0n, quantity: 1 })
    cart.add({ productId: 1n, skuId: 0n, quantity: 2 })
    cart.add({ productId: 1n, skuId: 9n, quantity: 1 })
    expect(cart.lines.map((line) => [line.skuId, line.quantity])).toEqual([[0n, 3], [9n, 1]])
    expect(cart.pieces).toBe(4)
  })

  it('is there again after a reload, with what was chosen', () => {
    const before = useCart()
    before.add({ productId: 12345678901234567n, skuId: 0n, quantity: 1 })
    before.change(before.lines[0]!, { chosen: false })
    setActivePinia(createPinia())
    const after = useCart()
    expect(after.lines).toEqual([{ productId: 12345678901234567n, skuId: 0n, quantity: 1, chosen: false }])
    after.remove(after.lines)
    expect(after.lines).toEqual([])
  })
})
