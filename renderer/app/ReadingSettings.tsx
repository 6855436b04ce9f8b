import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { encodingNames, formatOf, type TableAccount } from '../../engine/data'
import type { TableReading } from '../../engine/data/table'
import { tableEncodings, type TableEncoding } from '../../engine/document/types'
import { NumberField } from '../controls/NumberField'
import { Select } from '../controls/Select'
import { TextField } from '../controls/TextField'
import { readAs } from '../workspace/offer'

const SEPARATORS = [',', ';', '\t', '|', ' '] as const
const THOUSANDS = ['', ',', '.', ' ', "'"] as const
/** The choice "no separator", with which each character becomes a row. */
const LETTERS = 'letters'
const AS_LETTERS = {
  format: 'text',
  separator: undefined,
  decimal: undefined,
  thousands: undefined,
  header: undefined,
  missing: undefined,
  missingWords: undefined,
} as const
/** Names of invisible separators, as text keys. */
const SIGNS: Readonly<Record<string, string>> = { '\t': 'tables.sign.tab', ' ': 'tables.sign.space', '': 'tables.sign.none' }

/** Shows a separator or decimal sign. */
export const signText = (sign: string, t: (key: string) => string): string => (SIGNS[sign] ? t(SIGNS[sign]) : sign)

interface ReadingSettingsProps {
  readonly path: string
  /** Absent if the file could not be read. */
  readonly account: TableAccount | undefined
  /** The user's choices. */
  readonly keys: TableReading['keys']
  readonly busy: boolean
}

/** The recognized format of a file with controls to change it, each of which reads the file again. */
export function ReadingSettings({ path, account, keys, busy }: ReadingSettingsProps) {
  const { t } = useTranslation()
  const signs = (all: readonly string[], now: string | null | undefined) =>
    [...new Set([...all, ...(now === null || now === undefined ? [] : [now])])].map((value) => ({ value: `is ${value}`, label: signText(value, t) }))
  const sign = (value: string): string => value.slice(3)
  // While the file is read again, show the user's choice.
  const asked = keys.separator !== undefined
  const letters = keys.format === 'text' || (formatOf(path) === 'text' && account?.separator === null && !asked)
  const cells = !letters && (account ? account.separator !== null || asked : formatOf(path) !== 'json')
  const { separator = account?.separator ?? ',', decimal = account?.decimal ?? '.', thousands = account?.thousands ?? '' } = keys
  return (
    <div className="tables-reading" role="group" aria-label={t('tables.read.title')} aria-busy={busy}>
      <Part name="encoding">
        {(id) => (
          <Select
            id={id}
            value={keys.encoding ?? account?.encoding ?? 'utf-8'}
            choices={tableEncodings.map((value) => ({ value, label: encodingNames[value] }))}
            onChange={(value) => readAs({ encoding: value as TableEncoding })}
          />
        )}
      </Part>
      {(cells || letters) && (
        <Part name="separator">
          {(id) => (
            <Select
              id={id}
              value={letters ? LETTERS : `is ${separator}`}
              choices={[...signs(SEPARATORS, letters ? undefined : separator), { value: LETTERS, label: t('tables.sign.letters') }]}
              onChange={(value) => readAs(value === LETTERS ? AS_LETTERS : { format: undefined, separator: sign(value), header: undefined })}
            />
          )}
        </Part>
      )}
      {cells && (
        <>
          <Part name="decimal">
            {(id) => (
              <Select
                id={id}
                value={`is ${decimal}`}
                choices={signs(['.', ','], decimal)}
                onChange={(value) => readAs({ decimal: sign(value) as '.' | ',', thousands: undefined })}
              />
            )}
          </Part>
          <Part name="thousands">
            {(id) => (
              <Select
                id={id}
                value={`is ${thousands}`}
                choices={signs(
                  THOUSANDS.filter((one) => one !== decimal),
                  thousands,
                )}
                onChange={(value) => readAs({ thousands: sign(value) })}
              />
            )}
          </Part>
          <Part name="header">
            {(id) => (
              <NumberField
                id={id}
                value={keys.header ?? account?.header ?? 1}
                bounds={{ min: 0, whole: true }}
                onChange={(value) => readAs({ header: value })}
              />
            )}
          </Part>
        </>
      )}
      {!letters && (
        <>
          <Part name="missing">
            {(id) => (
              <TextField
                id={id}
                value={(keys.missing ?? []).join(', ')}
                placeholder={t('tables.read.missing.none')}
                onChange={(text) => {
                  const words = text
                    .split(',')
                    .map((word) => word.trim())
                    .filter(Boolean)
                  readAs({ missing: words.length > 0 ? words : undefined })
                }}
              />
            )}
          </Part>
          <Part name="words">
            {(id) => (
              <Select
                id={id}
                value={keys.missingWords ?? account?.missingWords ?? 'usual'}
                choices={(['usual', 'listed'] as const).map((value) => ({ value, label: t(`tables.read.words.${value}`) }))}
                onChange={(value) => readAs({ missingWords: value as 'usual' | 'listed' })}
              />
            )}
          </Part>
        </>
      )}
    </div>
  )
}

function Part({ name, children }: { readonly name: string; readonly children: (id: string) => React.ReactNode }) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div title={t(`tables.read.${name}.help`)} data-reading={name}>
      <label htmlFor={id}>{t(`tables.read.${name}`)}</label>
      {children(id)}
    </div>
  )
}
