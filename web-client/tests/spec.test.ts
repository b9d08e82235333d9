import { describe, expect, it } from 'vitest'

import { combinations, newSku, valuesOf, wishOf } from '@/shop/spec'

describe('specifications', () => {
  it('are typed as values in one line, each counted once', () => {
    expect(valuesOf('红、蓝, 绿，红')).toEqual(['红', '蓝', '绿'])
  })

  it('make all combinations, in the order of the axes', () => {
    const axes = [{ name: '颜色', values: '红、蓝' }, { name: '尺码', values: '大、小' }]
    expect(combinations(axes)).toEqual([['红', '大'], ['红', '小'], ['蓝', '大'], ['蓝', '小']])
    expect(combinations([...axes, { name: '料', values: '' }])).toEqual([])
    expect(combinations([])).toEqual([])
  })

  it('go to the server with the stock that was seen', () => {
    const wish = wishOf({ axes: [{ name: '重量', values: '5斤、10斤' }], details: { '5斤': { ...newSku(), price: '29.9', stock: '12', seen: 10 } } })
    expect(wish.skus).toMatchObject([
      { values: ['5斤'], priceFen: 2990n, stock: 12, stockSeen: 10 },
      { values: ['10斤'], priceFen: 0n, stock: 0, stockSeen: 0 },
    ])
  })
})
