import { TABLE_VERSION, VERSION, type GraphDocument, type TableKeys } from './types'

const keys: Readonly<Record<keyof TableKeys, true>> = {
  header: true,
  separator: true,
  decimal: true,
  thousands: true,
  encoding: true,
  missing: true,
  missingWords: true,
}

/** Whether the `data` of a document says how its text is to be read. */
export const saysHowToRead = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && Object.keys(keys).some((key) => Object.hasOwn(data, key) && (data as Record<string, unknown>)[key] !== undefined)

/** The earliest version that has the keys of a document: programs that know no later one still open it. */
export const versionOf = ({ data }: GraphDocument): GraphDocument['version'] => (saysHowToRead(data) ? TABLE_VERSION : VERSION)
