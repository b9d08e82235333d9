import { computed, onScopeDispose, shallowRef } from 'vue'

import { video as service } from '@/api/client'
import { realtime } from '@/api/fast'
import type { GetVideoResponse } from '@/generated/kaibo/live/v1/video_pb'

/** What the server knows of a room's picture, kept fresh by its events. */
export function useVideo(classId: bigint, roomId: bigint) {
  const known = shallowRef<GetVideoResponse>()

  async function look(): Promise<void> {
    try {
      known.value = await service.getVideo({ classId, roomId })
    } catch {
      // The room works without a picture; the next event tries again.
    }
  }

  onScopeDispose(
    realtime.subscribe(classId, `room:${roomId}`, -1n, {
      silent: true,
      event: ({ body }) => {
        if (body.case === 'videoStarted' || body.case === 'videoStopped' || body.case === 'streamUrlSet' || body.case === 'roomEnded') void look()
      },
    }),
  )
  void look()
  return {
    look,
    wish: computed(() => known.value?.wish),
    onAir: computed(() => (known.value?.video?.userId ?? 0n) !== 0n),
    startedAt: computed(() => known.value?.video?.startedAt ?? 0n),
    streamUrl: computed(() => known.value?.video?.streamUrl ?? ''),
  }
}
