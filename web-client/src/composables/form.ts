import { reactive, ref } from 'vue'

import { toRefused, type Refused } from '@/api/refusal'
import { locale, t } from '@/i18n'

/** The sentence of a refusal, with the rule that refuses and the number of the fault. */
export function sentence(refused: Refused): string {
  let text = refused.text(locale.value)
  if (refused.rule) text += t('form.byRule', { rule: refused.rule })
  if (refused.faultId) text += t('form.fault', { id: refused.faultId })
  return text
}

/**
 * State of a form: a refusal stands beside its field, or under the form when it names none of them.
 * `fields` are the request fields the form shows.
 */
export function useForm(fields: readonly string[] = []) {
  const errors = reactive<Record<string, string>>({})
  const general = ref('')
  const busy = ref(false)

  function clear(field?: string): void {
    general.value = ''
    if (field) delete errors[field]
    else for (const name of Object.keys(errors)) delete errors[name]
  }

  /** The form's field for a path in the request: "address.text" itself, or "members" for "members[3].name". */
  function fieldOf(path: string): string | undefined {
    return [path, path.split(/[.[]/)[0]!].find((name) => fields.includes(name))
  }

  function show(error: unknown): Refused {
    const refused = toRefused(error)
    const text = sentence(refused)
    const field = fieldOf(refused.field)
    if (field) errors[field] = text
    else general.value = text
    return refused
  }

  /** Runs one submission at a time; true when it went through. */
  async function submit(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    clear()
    try {
      await work()
      return true
    } catch (error) {
      show(error)
      return false
    } finally {
      busy.value = false
    }
  }

  return reactive({ errors, general, busy, clear, show, submit })
}
