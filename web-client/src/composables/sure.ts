import { toRefused } from '@/api/refusal'
import { useConfirm, type Question } from '@/stores/confirm'
import { useNotices } from '@/stores/notices'

import { sentence } from './form'

/** Asks first; then does it, says that it is done or why not, and lets what is shown be loaded anew. */
export function useSure(reload: () => Promise<unknown>) {
  const confirm = useConfirm()
  const notices = useNotices()
  return async (question: Question, work: () => Promise<unknown>, done: string): Promise<void> => {
    if (!(await confirm.ask(question))) return
    try {
      await work()
      notices.say(done)
    } catch (error) {
      notices.say(sentence(toRefused(error)), 'problem')
    }
    await reload()
  }
}
