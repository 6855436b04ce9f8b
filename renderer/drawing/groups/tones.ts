import type { Role } from '../../../engine/contract/node-type'
import type { GroupColour } from '../../../engine/document/types'

/** Each colour of a group is that of a role. */
export const groupColourRoles: Readonly<Record<GroupColour, Role>> = {
  teal: 'input',
  blue: 'layer',
  violet: 'context',
  amber: 'gate',
  magenta: 'cell',
  green: 'reservoir',
  vermilion: 'output',
}
