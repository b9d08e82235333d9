import { ref, type Ref } from 'vue'

import type { Line } from './room-state'

/** A comment that answers another: it begins with the other's name, and is none without. */
export function useReply(text: Ref<string>) {
  const to = ref<Line>()

  function reply(line: Line): void {
    to.value = line
    text.value = `@${line.name} ${text.value.replace(/^@\S+ /, '')}`
  }

  /** Seq of the comment that what is written now replies to; asked once, when it is sent. */
  function take(): bigint {
    const seq = to.value && text.value.startsWith(`@${to.value.name} `) ? to.value.seq : 0n
    to.value = undefined
    return seq
  }

  return { reply, take }
}
