import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'

import { mall } from '@/api/client'
import { toRefused } from '@/api/refusal'
import { sentence } from '@/composables/form'
import type { Quote } from '@/generated/kaibo/mall/v1/mall_pb'
import { useSession } from '@/stores/session'

export interface BasketWish {
  lines: { productId: bigint; skuId: bigint; quantity: number }[]
  /** The coupon chosen; 0 for none, undefined for the best. */
  claimId?: bigint
}

const plain = (wish: unknown) => JSON.stringify(wish, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

/** What a wish costs, as the server reckons it; nothing while `wish` is undefined. */
export function useQuote(wish: () => { baskets: BasketWish[]; region: string } | undefined) {
  const { classId } = useSession()
  const quotes = shallowRef<Quote[]>([])
  const amountFen = ref(0n)
  const loading = ref(false)
  const problem = ref('')
  let run = 0

  async function load(): Promise<void> {
    const wanted = wish()
    const mine = ++run
    problem.value = ''
    if (!wanted) {
      quotes.value = []
      amountFen.value = 0n
      loading.value = false
      return
    }
    loading.value = true
    try {
      const baskets = wanted.baskets.map(({ lines, claimId }) => ({ lines, claimId: claimId ?? 0n, bestCoupon: claimId === undefined }))
      const reply = await mall.quoteCheckout({ classId, baskets, region: wanted.region })
      if (mine !== run) return
      quotes.value = reply.quotes
      amountFen.value = reply.amountFen
    } catch (error) {
      if (mine !== run) return
      quotes.value = []
      problem.value = sentence(toRefused(error))
    } finally {
      if (mine === run) loading.value = false
    }
  }

  watch(computed(() => plain(wish())), () => void load(), { immediate: true })
  onScopeDispose(() => (run = -1))

  const ofShop = (shopId: bigint) => quotes.value.find((quote) => quote.order!.shopId === shopId)
  return { quotes, ofShop, amountFen, loading, problem, reload: load }
}
