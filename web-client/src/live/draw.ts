// The draw of a lucky bag, as the server makes it: kaibo.live.v1.Bag says how. Web Crypto is there on secure pages only,
// and class rooms have others too, hence the library.
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

export function fingerprint(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}

export interface Ticket {
  userId: bigint
  ticket: string
}

/** Everybody's ticket, the smallest first: the first ones win. */
export function tickets(seed: string, people: readonly bigint[]): Ticket[] {
  return people
    .map((userId) => ({ userId, ticket: fingerprint(`${seed}:${userId}`) }))
    .sort((a, b) => (a.ticket < b.ticket ? -1 : 1))
}

export function draw(seed: string, people: readonly bigint[], winners: number): bigint[] {
  return tickets(seed, people).slice(0, winners).map(({ userId }) => userId)
}
