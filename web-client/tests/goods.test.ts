import { create } from '@bufbuild/protobuf'
import { beforeAll, describe, expect, it } from 'vitest'

import { ProductSchema } from '@/generated/kaibo/mall/v1/mall_pb'
import { ProductCategorySchema } from '@/generated/kaibo/mall/v1/shop_pb'
import { goodsBook, templateBook } from '@/goods/book'
import { fenOf, flagOf, pairsOf, pairsText, wholeOf } from '@/goods/cells'
import { readGoods, readTable } from '@/goods/read'
import { setLocale } from '@/i18n'

import { bytesOf } from './workbook'

const headings = ['商家编码', '标题', '售价（元）', '库存', '上架', '规格', '属性']
const goodRow = ['A-01', '永州脐橙 现摘现发', 29.9, 100, '否', '', '产地：永州；净含量:5斤']

beforeAll(() => setLocale('zh-CN'))

describe('a cell', () => {
  it('holds an amount as people and tables write it', () => {
    expect(fenOf(29.9)).toBe(2990n)
    expect(fenOf(29.899999999999999)).toBe(2990n)
    expect(fenOf('￥１,２９９.5')).toBe(129950n)
    expect(fenOf(0.1 + 0.2)).toBe(30n)
    for (const wrong of [29.905, -1, '贵', '1.234', true]) expect(fenOf(wrong), String(wrong)).toBeNull()
  })

  it('holds whole numbers, yes and no, and pairs', () => {
    expect(wholeOf(' １０ ')).toBe(10)
    for (const wrong of [1.5, -1, '十', '1e3']) expect(wholeOf(wrong)).toBeNull()
    expect([flagOf('是'), flagOf('Yes'), flagOf(true), flagOf(''), flagOf('否'), flagOf('也许')]).toEqual([true, true, true, false, false, null])
    expect(pairsOf('产地：永州；净含量: 5斤;')).toEqual([{ name: '产地', value: '永州' }, { name: '净含量', value: '5斤' }])
    expect(pairsOf('永州')).toBeNull()
    expect(pairsOf(pairsText([{ name: '重量', value: '5斤' }]))).toEqual([{ name: '重量', value: '5斤' }])
  })
})

describe('a table', () => {
  it('is read by its headings, in any order and either language', () => {
    const { rows, faults } = readGoods([['Stock', 'Code', 'Mine', 'Price (¥)', '标题'], [5, 'B-2', 'x', '12.5', '茶']])
    expect(faults).toEqual([])
    expect(rows).toMatchObject([{ row: 2, code: 'B-2', title: '茶', priceFen: 1250n, stock: 5, stockSeen: -1, listed: false }])
  })

  it('names each fault by row and column and keeps the good rows', () => {
    const { rows, faults } = readGoods([headings, goodRow, [], ['A-02', '苹果', '贵', 1.5, '也许', '', '无'], ['A-03', '梨', '', '', '', '', '']])
    expect(rows.map(({ row }) => row)).toEqual([2])
    expect(faults.map(({ row, column }) => `${row} ${column}`).sort()).toEqual(['4 attributes', '4 listed', '4 price_fen', '4 stock', '5 price_fen', '5 stock'])
    expect(faults.find(({ row, column }) => row === 4 && column === 'price_fen')!.text).toContain('贵')
  })

  it('leaves out all rows of a product of which one is faulty', () => {
    const row = (size: string, price: unknown) => ['B-01', '脐橙', price as number, 5, '', `重量：${size}`, '']
    const { rows, faults } = readGoods([headings, row('5斤', 29.9), row('10斤', '？'), goodRow])
    expect(faults.map(({ row }) => row)).toEqual([3])
    expect(rows.map(({ code }) => code)).toEqual(['A-01'])
  })

  it('says which needed column is missing', () => {
    const { rows, faults } = readGoods([['商家编码', '标题'], ['A', 'B']])
    expect(rows).toEqual([])
    expect(faults.map(({ column }) => column)).toEqual(['price_fen', 'stock'])
  })

  it('that is no xlsx file is refused', async () => {
    await expect(readTable(new TextEncoder().encode('商家编码,标题').slice().buffer)).rejects.toThrow()
  })
})

const categories = [create(ProductCategorySchema, { group: '食品生鲜', name: '新鲜水果', attributes: [{ name: '产地', required: true }] })]
const simple = create(ProductSchema, { productId: 7n, title: '紫苏茶', priceFen: 1990n, stock: 30, listed: true, category: '茶叶', attributes: [{ name: '产地', value: '通城' }, { name: '包装', value: '' }], weightGrams: 250, description: '第一行\n第二行' })
const specified = create(ProductSchema, {
  productId: 8n, code: 'CX-1', title: '脐橙', priceFen: 2990n, stock: 80, axes: [{ name: '重量', values: ['5斤', '10斤'] }],
  skus: [{ values: ['5斤'], priceFen: 2990n, stock: 50, code: 'CX-1-5' }, { values: ['10斤'], priceFen: 5590n, listPriceFen: 6000n, stock: 30 }],
})

describe.each(['zh-CN', 'en'] as const)('in %s', (locale) => {
  beforeAll(() => setLocale(locale))

  it('the template is read without a fault', async () => {
    const { rows, faults } = readGoods(await readTable(await bytesOf(templateBook(categories))))
    expect(faults).toEqual([])
    expect(rows.map(({ code }) => code)).toEqual(['A-01', 'B-01', 'B-01'])
    expect(rows[1]!.specification).toHaveLength(1)
  })

  it('what is exported is read back as it was', async () => {
    const { rows, faults } = readGoods(await readTable(await bytesOf(goodsBook([simple, specified]))))
    expect(faults).toEqual([])
    expect(rows).toMatchObject([
      { row: 2, code: 'P7', title: '紫苏茶', priceFen: 1990n, stock: 30, stockSeen: 30, listed: true, category: '茶叶', attributes: [{ name: '产地', value: '通城' }], specification: [], weightGrams: 250, description: '第一行\n第二行' },
      { row: 3, code: 'CX-1', priceFen: 2990n, listPriceFen: 0n, stock: 50, specification: [{ name: '重量', value: '5斤' }], specificationCode: 'CX-1-5', listed: false },
      { row: 4, code: 'CX-1', priceFen: 5590n, listPriceFen: 6000n, stock: 30, stockSeen: 30, specification: [{ name: '重量', value: '10斤' }] },
    ])
  })
})
