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

/** Whether a document's `data` has keys for the format of a table. */
export const saysHowToRead = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && Object.keys(keys).some((key) => Object.hasOwn(data, key) && (data as Record<string, unknown>)[key] !== undefined)

/** The earliest version that has all of the document's keys, so that older programs can open it. */
export const versionOf = ({ data }: GraphDocument): GraphDocument['version'] => (saysHowToRead(data) ? TABLE_VERSION : VERSION)
