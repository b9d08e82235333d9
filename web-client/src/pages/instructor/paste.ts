export interface PastedMember {
  name: string
  idCard: string
  account: string
}

/** Rows pasted from a list or a spreadsheet: a name a line, after it an ID-card number if there is one. */
export function parseMembers(text: string): PastedMember[] {
  const people: PastedMember[] = []
  for (const line of text.normalize('NFKC').split('\n')) {
    const cells = line.split(/[\t,;、，；]|\s{2,}/).map((cell) => cell.trim()).filter(Boolean)
    // A running number in front, as spreadsheets have it.
    if (cells.length > 1 && /^\d{1,3}[.、)]?$/.test(cells[0]!)) cells.shift()
    const idCard = cells.find((cell) => /^\d{17}[\dXx]$/.test(cell)) ?? ''
    const name = (cells.find((cell) => cell !== idCard) ?? '').replace(/^\d{1,3}[.、)]\s*/, '')
    if (name) people.push({ name, idCard: idCard.toUpperCase(), account: '' })
  }
  return people
}
