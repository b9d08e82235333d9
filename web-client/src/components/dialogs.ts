import { shallowRef } from 'vue'

/** Dialogs that are open, the topmost last: nothing outside of it can be seen well or touched. */
export const openDialogs = shallowRef<HTMLDialogElement[]>([])

export function opened(dialog: HTMLDialogElement): void {
  openDialogs.value = [...openDialogs.value, dialog]
}

export function closed(dialog: HTMLDialogElement): void {
  openDialogs.value = openDialogs.value.filter((one) => one !== dialog)
}
