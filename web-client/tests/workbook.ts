import write from 'write-excel-file/universal'

import type { Tab } from '@/review/workbook'

/** The bytes of a workbook as a download holds them; the Blob of jsdom gives them to a reader only. */
export async function bytesOf(tabs: Tab[]): Promise<ArrayBuffer> {
  const blob = await write(tabs).toBlob()
  return await new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(new Uint8Array(reader.result as ArrayBuffer).slice().buffer)
    reader.onerror = () => reject(reader.error)
    reader.readAsArrayBuffer(blob)
  })
}
