import { ref } from 'vue'

import { toRefused } from '@/api/refusal'
import { t } from '@/i18n'
import { useSession } from '@/stores/session'

import { sentence } from './form'
import { uploadPicture } from './picture'

/** Uploads chosen pictures one after the other; says in words what went wrong with one. */
export function useUpload(take: (id: string) => void) {
  const session = useSession()
  const waiting = ref(0)
  const problem = ref('')

  async function upload(files: File[]): Promise<void> {
    problem.value = ''
    waiting.value += files.length
    for (const file of files) {
      try {
        const picture = await uploadPicture(session.classId, file)
        if (picture) take(picture.id)
        else problem.value = t('picture.unreadable', { name: file.name })
      } catch (error) {
        problem.value = sentence(toRefused(error))
      } finally {
        waiting.value--
      }
    }
  }

  function choose(event: Event): void {
    const input = event.target as HTMLInputElement
    const files = [...(input.files ?? [])]
    input.value = ''
    void upload(files)
  }

  return { waiting, problem, upload, choose }
}
