import { ref } from 'vue'

import { mall } from '@/api/client'
import { requestId } from '@/api/request-id'
import { toRefused } from '@/api/refusal'
import { sentence } from '@/composables/form'
import { money } from '@/composables/money'
import type { Order } from '@/generated/kaibo/mall/v1/mall_pb'
import { t } from '@/i18n'
import { useConfirm } from '@/stores/confirm'
import { useNotices } from '@/stores/notices'
import { useSession } from '@/stores/session'

/** What a buyer does to an order with one tap. */
export function useOrderSteps(replace: (order: Order | undefined) => void, reload: () => Promise<void>) {
  const classId = useSession().classId
  const notices = useNotices()
  const confirm = useConfirm()
  const busy = ref(0n)
  // One request for one wish, however often the button is pressed.
  const ids = new Map<string, string>()

  function idFor(order: Order, action: string): string {
    const key = `${order.orderId}/${action}`
    if (!ids.has(key)) ids.set(key, requestId())
    return ids.get(key)!
  }

  async function act(order: Order, action: string, done: string, call: (request: { classId: bigint; requestId: string; orderId: bigint }) => Promise<{ order?: Order }>): Promise<void> {
    if (busy.value) return
    busy.value = order.orderId
    try {
      const reply = await call({ classId, requestId: idFor(order, action), orderId: order.orderId })
      replace(reply.order)
      notices.say(done)
    } catch (error) {
      const refused = toRefused(error)
      if (!refused.passing) ids.delete(`${order.orderId}/${action}`)
      notices.say(sentence(refused), 'problem')
      await reload()
    } finally {
      busy.value = 0n
    }
  }

  // Another amount, as after a change of price, is another wish.
  const pay = (order: Order) =>
    act(order, `pay ${order.amountFen}`, t('buy.paid', { amount: money(order.amountFen) }), (request) => mall.payOrder({ ...request, expectedAmountFen: order.amountFen }))

  async function receive(order: Order): Promise<void> {
    const sure = await confirm.ask({ title: t('order.confirmTitle'), text: t('order.confirmText'), yes: t('order.confirm') })
    if (sure) await act(order, 'confirm', t('order.nowFinished'), (request) => mall.confirmReceipt(request))
  }

  return { busy, pay, receive }
}
