import { classroom } from '@/api/client'
import { requestId } from '@/api/request-id'
import type { Picture } from '@/generated/kaibo/classroom/v1/classroom_pb'

const longestSide = 1600
const smallEnoughBytes = 1024 * 1024
const jpegQuality = 0.86

export const acceptedPictures = 'image/jpeg,image/png,image/webp'

/** A picture as it is sent: at most 1600 pixels on its longer side, JPEG unless it was small already. */
async function shrink(file: File): Promise<Uint8Array> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height))
  if (scale === 1 && file.size <= smallEnoughBytes) {
    bitmap.close()
    return new Uint8Array(await file.arrayBuffer())
  }
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(bitmap.width * scale)
  canvas.height = Math.round(bitmap.height * scale)
  const drawing = canvas.getContext('2d')!
  // What was transparent becomes white instead of black.
  drawing.fillStyle = '#ffffff'
  drawing.fillRect(0, 0, canvas.width, canvas.height)
  drawing.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', jpegQuality))
  if (!blob) throw new Error('the browser made no picture')
  return new Uint8Array(await blob.arrayBuffer())
}

/** Null when the file is not a picture that this browser can read. */
export async function uploadPicture(classId: bigint, file: File): Promise<Picture | null> {
  let content: Uint8Array
  try {
    content = await shrink(file)
  } catch {
    return null
  }
  const reply = await classroom.uploadPicture({ classId, requestId: requestId(), content })
  return reply.picture ?? null
}
