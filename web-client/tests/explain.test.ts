import { create } from '@bufbuild/protobuf'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'

import { GetRoomResponseSchema, RoomState } from '@/generated/kaibo/live/v1/live_pb'
import { roomView } from '@/live/room-state'
import { useExplain } from '@/live/useExplain'

const explain = vi.hoisted(() => vi.fn())
vi.mock('@/api/client', async (original) => ({ ...(await original<object>()), live: { explain } }))
vi.mock('@/stores/session', () => ({ useSession: () => ({ classId: 1n }) }))

const walnut = 1n
const mushroom = 2n

/** A console at which `showing` is explained; `hear` is the room's event of a choice that was taken. */
function consoleAt(showing: bigint) {
  const at = (explainingProductId: bigint) =>
    roomView(create(GetRoomResponseSchema, { room: { roomId: 3n, hostId: 1n, state: RoomState.LIVE, explainingProductId } }), undefined, 1n)
  const view = shallowRef(at(showing))
  return { choose: useExplain(() => view.value), hear: (productId: bigint) => (view.value = at(productId)) }
}

const asked = () => explain.mock.calls.map(([request]) => request.productId)
const answered = (times: number) => vi.waitFor(() => expect(explain).toHaveBeenCalledTimes(times))

describe('what is explained', () => {
  beforeEach(() => {
    setActivePinia(createPinia())
    explain.mockReset().mockResolvedValue({})
  })

  it('is chosen, and ended by choosing it again', async () => {
    const { choose, hear } = consoleAt(0n)
    const chosen = choose(walnut)
    await answered(1)
    hear(walnut)
    await chosen
    const ended = choose(walnut)
    await answered(2)
    hear(0n)
    await ended
    expect(asked()).toEqual([walnut, 0n])
  })

  it('is what was chosen last while the first choice was under way', async () => {
    const { choose, hear } = consoleAt(0n)
    const first = choose(mushroom)
    void choose(walnut)
    await answered(1)
    hear(mushroom)
    await answered(2)
    hear(walnut)
    await first
    expect(asked()).toEqual([mushroom, walnut])
  })

  it('is changed, not ended, when the answer came before the event', async () => {
    const { choose, hear } = consoleAt(walnut)
    const first = choose(mushroom)
    await answered(1)
    // The answer is there; the event is not.
    await new Promise((resolve) => setTimeout(resolve))
    void choose(walnut)
    hear(mushroom)
    await answered(2)
    hear(walnut)
    await first
    expect(asked()).toEqual([mushroom, walnut])
  })

  it('can be chosen anew after a refusal', async () => {
    const { choose, hear } = consoleAt(0n)
    explain.mockRejectedValueOnce(new Error('away'))
    await choose(walnut)
    const second = choose(walnut)
    await answered(2)
    hear(walnut)
    await second
    expect(asked()).toEqual([walnut, walnut])
  })
})
