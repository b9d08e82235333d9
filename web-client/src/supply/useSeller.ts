import { computed } from 'vue'
import { useRoute } from 'vue-router'

import { useSession } from '@/stores/session'

/** Whose shop a page of the supply market is about: one's own, or for staff the trainee that the address names. */
export function useSeller() {
  const session = useSession()
  const route = useRoute()
  const named = computed(() => (/^\d+$/.test(String(route.query.trainee ?? '')) ? BigInt(String(route.query.trainee)) : 0n))
  const sellerId = computed(() => (session.isTrainee ? session.userId : named.value))
  return {
    sellerId,
    isOwn: computed(() => session.isTrainee),
    /** Where what happens to that shop is heard. */
    topics: session.isTrainee ? ['class', `user:${session.userId}`] : ['*'],
  }
}
