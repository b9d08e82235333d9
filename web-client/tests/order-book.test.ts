import { create } from '@bufbuild/protobuf'
import { createRouterTransport } from '@connectrpc/connect'
import { beforeAll, describe, expect, it } from 'vitest'
import { readSheet } from 'read-excel-file/universal'

import { useTransport } from '@/api/client'
import { MallService, OrderSchema, OrderState } from '@/generated/kaibo/mall/v1/mall_pb'
import { setLocale } from '@/i18n'
import { orderBook, ordersOfShop } from '@/orders/orderBook'

import { bytesOf } from './workbook'

const order = (orderId: bigint) =>
  create(OrderSchema, {
    orderId, state: OrderState.SHIPPED, buyerName: '周建国', amountFen: 6180n, freightFen: 700n, promotionFen: 300n, discountFen: 200n, refundedFen: 0n,
    lines: [{ line: 0, title: '脐橙', specification: '5斤', priceFen: 2990n, quantity: 2, shipped: 2, promotionFen: 300n, discountFen: 200n, paidFen: 5480n }],
    address: { name: '周建国', phone: '13800138000', region: '湖南', text: '长沙' },
    parcels: [{ courier: '顺丰速运', waybill: 'SF12345678', state: 3 }],
  })

beforeAll(() => setLocale('zh-CN'))

describe('the export of orders', () => {
  it('goes on page by page until none is left, however few come at once', async () => {
    const stored = [9n, 8n, 7n, 6n, 5n].map(order)
    useTransport(
      createRouterTransport(({ service }) => {
        service(MallService, {
          listOrders: ({ beforeOrderId, asSeller, state }) => {
            expect([asSeller, state]).toEqual([true, OrderState.PAID])
            return { orders: stored.filter((one) => !beforeOrderId || one.orderId < beforeOrderId).slice(0, 2) }
          },
        })
      }),
    )
    expect((await ordersOfShop(1n, 0n, OrderState.PAID)).map((one) => one.orderId)).toEqual([9n, 8n, 7n, 6n, 5n])
  })

  it('holds numbers, states, amounts and parcels of orders, and their lines', async () => {
    const file = await bytesOf(orderBook([order(9007199254740993n)]))
    const [head, row] = await readSheet(file)
    const of = (heading: string) => row![head!.indexOf(heading)]
    expect(of('订单号')).toBe('9007199254740993')
    expect(of('状态')).toBe('待收货')
    expect([of('宝贝金额'), of('运费'), of('活动优惠'), of('用券抵扣'), of('订单金额')]).toEqual([59.8, 7, 3, 2, 61.8])
    expect(of('物流单号')).toContain('SF12345678')
    const [lineHead, line] = await readSheet(file, 2)
    expect(line![lineHead!.indexOf('规格')]).toBe('5斤')
    expect([line![lineHead!.indexOf('活动优惠')], line![lineHead!.indexOf('实付')]]).toEqual([3, 54.8])
  })
})
