import { BlockKind, type PageBlock } from '@/generated/kaibo/mall/v1/shop_pb'

/** A block of a shop's page as it is worked on. */
export type Block = Pick<PageBlock, 'kind' | 'title' | 'text' | 'picture' | 'categoryId' | 'productIds'>

export const blockKinds = [BlockKind.BANNER, BlockKind.GRID, BlockKind.COUPONS, BlockKind.TEXT, BlockKind.PICTURE]

export function newBlock(kind: BlockKind): Block {
  return { kind, title: '', text: '', picture: '', categoryId: 0n, productIds: [] }
}

export function plain({ kind, title, text, picture, categoryId, productIds }: PageBlock): Block {
  return { kind, title, text, picture, categoryId, productIds: [...productIds] }
}
