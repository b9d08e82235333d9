/** Persons of a simulated audience have ids below zero. */
export function isSimulated(userId: bigint): boolean {
  return userId < 0n
}
