import { CloseReason, OrderState, type Order } from '@/generated/kaibo/mall/v1/mall_pb'
import { t } from '@/i18n'

const names: Record<OrderState, string> = {
  [OrderState.UNSPECIFIED]: 'all',
  [OrderState.PENDING_PAY]: 'pendingPay',
  [OrderState.PAID]: 'paid',
  [OrderState.PARTLY_SHIPPED]: 'partlyShipped',
  [OrderState.SHIPPED]: 'shipped',
  [OrderState.FINISHED]: 'finished',
  [OrderState.CLOSED]: 'closedState',
}

const reasons: Record<CloseReason, string> = {
  [CloseReason.UNSPECIFIED]: 'other',
  [CloseReason.BUYER]: 'buyer',
  [CloseReason.SELLER]: 'seller',
  [CloseReason.TIMEOUT]: 'timeout',
  [CloseReason.REFUNDED]: 'refunded',
}

/** The states in the order of an order's life, as on the tabs. */
export const orderStates = [
  OrderState.UNSPECIFIED,
  OrderState.PENDING_PAY,
  OrderState.PAID,
  OrderState.PARTLY_SHIPPED,
  OrderState.SHIPPED,
  OrderState.FINISHED,
  OrderState.CLOSED,
]

export function stateName(state: OrderState): string {
  return t(`order.${names[state]}`)
}

export function closeReason(order: Order): string {
  return t(`order.closed.${reasons[order.closeReason]}`)
}

/** What the goods of an order cost before anything is taken off or added. */
export const goodsFen = ({ lines }: Order) => lines.reduce((sum, line) => sum + line.priceFen * BigInt(line.quantity), 0n)
