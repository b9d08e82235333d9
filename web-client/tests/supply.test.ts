import { create } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'

import { GoodSchema, MarkUpKind, QuoteSchema, Rounding } from '@/generated/kaibo/supply/v1/supply_pb'
import { chosenOf, skuRowsOf, useQuotes } from '@/supply/copy'
import { readMarkUp } from '@/supply/mark-up'
import { estimate } from '@/supply/profit'

const sale = { priceFen: 2500n, supplyPriceFen: 1580n, pieces: 1, freightFen: 200n, discountFen: 0n, platformFeePercent: 5 }

describe('the profit calculator', () => {
  it('takes goods, freight and fee off what is received', () => {
    expect(estimate(sale)).toMatchObject({ incomeFen: 2500n, goodsFen: 1580n, feeFen: 125n, netFen: 595n })
    expect(estimate(sale).margin).toBeCloseTo(23.8)
  })

  it('asks freight once for an order, and rounds the fee up to the fen', () => {
    expect(estimate({ ...sale, pieces: 3, discountFen: 1n })).toMatchObject({ incomeFen: 7499n, feeFen: 375n, netFen: 7499n - 4740n - 200n - 375n })
  })

  it('says what is lost where a discount is larger than the price', () => {
    expect(estimate({ ...sale, discountFen: 9999n })).toMatchObject({ incomeFen: 0n, netFen: -1780n, margin: undefined })
  })
})

describe('a mark-up as it is typed', () => {
  it('is read as a rule, or not at all', () => {
    const typed = { kind: MarkUpKind.PERCENT, percent: '40', fixed: '', rounding: Rounding.NINE }
    expect(readMarkUp(typed)).toEqual({ kind: MarkUpKind.PERCENT, percent: 40, fixedFen: 0n, rounding: Rounding.NINE })
    expect(readMarkUp({ ...typed, percent: 'a' })).toBeUndefined()
    expect(readMarkUp({ ...typed, kind: MarkUpKind.FIXED, fixed: '5.5' })).toMatchObject({ fixedFen: 550n })
  })
})

describe('specifications of a good that is copied', () => {
  const good = create(GoodSchema, {
    axes: [{ name: '重量', values: ['5斤', '10斤'] }],
    skus: [
      { skuId: 1n, values: ['5斤'], priceFen: 1000n, listPriceFen: 2000n, stock: 5 },
      { skuId: 2n, values: ['10斤'], priceFen: 1800n, listPriceFen: 3500n, stock: 3 },
    ],
  })

  it('start at the suggested prices and follow the rule', () => {
    const rows = skuRowsOf(good)
    expect(rows.map((row) => row.price)).toEqual(['20.00', '35.00'])
    useQuotes()([{ good, price: '20.00', skus: rows }])([create(QuoteSchema, { goodId: good.goodId, skus: [{ skuId: 2n, priceFen: 2790n }] })])
    expect(rows.map((row) => row.price)).toEqual(['20.00', '27.90'])
  })

  it('keep a price that was typed while the quote was under way', () => {
    const row = { good, price: '20.00', skus: skuRowsOf(good) }
    const take = useQuotes()([row])
    row.price = '88.00'
    row.skus[0]!.price = '9.90'
    take([create(QuoteSchema, { goodId: good.goodId, priceFen: 2390n, skus: [{ skuId: 1n, priceFen: 1790n }, { skuId: 2n, priceFen: 2790n }] })])
    expect([row.price, ...row.skus.map((sku) => sku.price)]).toEqual(['88.00', '9.90', '27.90'])
  })

  it.each([
    ['in the order of the questions', [0, 1]],
    ['the newest first', [1, 0]],
  ])('follow the newest rule where two quotes are under way: %s', (_, order) => {
    const row = { good, price: '20.00', skus: skuRowsOf(good) }
    const quotable = useQuotes()
    const takes = [quotable([row]), quotable([row])]
    const prices = [2390n, 2790n]
    for (const i of order) takes[i]!([create(QuoteSchema, { goodId: good.goodId, priceFen: prices[i]! })])
    expect(row.price).toBe('27.90')
  })

  it('go to the server as they are chosen, with their own cap or that of all', () => {
    const rows = skuRowsOf(good)
    rows[1]!.cap = '2'
    expect(chosenOf(rows, 100)).toEqual([
      { skuId: 1n, priceFen: 2000n, ownCap: 100, supplyPriceFen: 1000n },
      { skuId: 2n, priceFen: 3500n, ownCap: 2, supplyPriceFen: 1800n },
    ])
    rows[0]!.chosen = false
    rows[1]!.price = 'a'
    expect(chosenOf(rows, 100)).toEqual([{ skuId: 2n, priceFen: null, ownCap: 2, supplyPriceFen: 1800n }])
  })
})
