import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'

import { mall } from '@/api/client'
import { toRefused } from '@/api/refusal'
import { sentence } from '@/composables/form'
import { useFresh, useListen, useTouch } from '@/composables/listen'
import type { Loaded } from '@/composables/load'
import type { Order } from '@/generated/kaibo/mall/v1/mall_pb'
import { OrderState } from '@/generated/kaibo/mall/v1/mall_pb'
import { orderStates, stateName } from '@/orders/state'
import { useSeat } from '@/shop/seat'
import { useSession } from '@/stores/session'

const pageSize = 30
const touchMs = 400
const kinds = [
  'orderPlaced', 'orderPaid', 'orderPriceChanged', 'orderShipped', 'orderShipLate', 'orderFinished', 'orderClosed',
  'orderRefunded', 'parcelMoved', 'afterSaleAsked', 'afterSaleMoved',
]

/** The caller's orders on one side of the counter, kept up to date by events. */
export function useOrders(asSeller: boolean) {
  const session = useSession()
  const classId = session.classId
  // The list of one state has an address of its own.
  const wanted = Number(useRoute().query.state ?? OrderState.UNSPECIFIED)
  const seat = useSeat()
  const state = ref(String(orderStates.includes(wanted) ? wanted : OrderState.UNSPECIFIED))
  const orders = shallowRef<Order[]>()
  const counts = shallowRef<Record<number, number>>({})
  const loading = ref(true)
  const error = ref('')
  const more = ref(false)
  const { fresh, mark } = useFresh()
  let run = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(beforeOrderId = 0n, limit = pageSize): Promise<void> {
    const mine = ++run
    try {
      const reply = await mall.listOrders({ classId, asSeller, shopId: seat.shopId.value, state: Number(state.value), limit, beforeOrderId })
      if (mine !== run) return
      orders.value = beforeOrderId ? [...(orders.value ?? []), ...reply.orders] : reply.orders
      counts.value = reply.counts
      more.value = reply.orders.length === limit
      error.value = ''
    } catch (thrown) {
      if (mine === run) error.value = sentence(toRefused(thrown))
    } finally {
      if (mine === run) loading.value = false
    }
  }

  /** Anew, as many as are shown. */
  const reload = () => load(0n, Math.min(100, Math.max(pageSize, orders.value?.length ?? 0)))
  const loadMore = () => load(orders.value?.at(-1)?.orderId ?? 0n)

  function touch(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      void reload()
    }, touchMs)
  }

  function replace(order: Order | undefined): void {
    if (!order) return
    orders.value = orders.value?.map((one) => (one.orderId === order.orderId ? order : one))
    touch()
  }

  useListen(classId, `user:${session.userId}`, {
    event: ({ body, actor }) => {
      if (!body.case || !kinds.includes(body.case)) return
      if (actor !== session.userId && 'orderId' in body.value) mark(body.value.orderId)
      touch()
    },
  })
  if (seat.shopId.value) {
    // A helper does not hear what its owner does: new and closed orders show in the stock, the rest on coming back.
    useTouch(classId, ['class'], ['stockChanged'], touch)
    window.addEventListener('focus', touch)
  }
  onScopeDispose(() => {
    run = -1
    clearTimeout(timer)
    window.removeEventListener('focus', touch)
  })

  watch(state, () => {
    orders.value = undefined
    loading.value = true
    void load()
  })
  void load()

  const tabs = computed(() =>
    orderStates.map((one) => ({
      key: String(one),
      label: stateName(one),
      count: one === OrderState.UNSPECIFIED ? 0 : counts.value[one],
    })),
  )
  const list: Loaded<Order[]> = { data: orders, loading, error, reload, touch }
  return { state, tabs, list, more, loadMore, replace, fresh, classId }
}
