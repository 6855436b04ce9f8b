import type { Role } from '../../../engine/contract/node-type'
import type { GroupColour } from '../../../engine/document/types'

/** The role whose colour each group colour uses. */
export const groupColourRoles: Readonly<Record<GroupColour, Role>> = {
  teal: 'input',
  blue: 'layer',
  violet: 'context',
  amber: 'gate',
  magenta: 'cell',
  green: 'reservoir',
  vermilion: 'output',
}
