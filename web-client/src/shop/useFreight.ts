import { onScopeDispose, ref, watch } from 'vue'

import { shop } from '@/api/client'
import { useSession } from '@/stores/session'

interface Wish {
  productId: bigint
  skuId: bigint
  quantity: number
  region: string
}

/** The freight of a wish as the server reckons it; none while `wish` is undefined. */
export function useFreight(wish: () => Wish | undefined) {
  const { classId } = useSession()
  const fen = ref(0n)
  const loading = ref(false)
  let run = 0

  async function load({ region, ...line }: Wish): Promise<void> {
    const mine = ++run
    loading.value = true
    try {
      const reply = await shop.quoteFreight({ classId, lines: [line], region })
      if (mine === run) fen.value = reply.freightFen
    } catch {
      // The order says what it would cost when it is refused.
    } finally {
      if (mine === run) loading.value = false
    }
  }

  watch(
    wish,
    (wanted, before) => {
      if (wanted && before && wanted.productId === before.productId && wanted.skuId === before.skuId && wanted.quantity === before.quantity && wanted.region === before.region) return
      if (wanted) void load(wanted)
      else fen.value = 0n
    },
    { immediate: true },
  )
  onScopeDispose(() => (run = -1))
  return { fen, loading }
}
