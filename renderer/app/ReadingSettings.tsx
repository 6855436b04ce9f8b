import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { encodingNames, formatOf, type TableAccount } from '../../engine/data'
import type { TableReading } from '../../engine/data/table'
import { limits } from '../../engine/document/limits'
import { dateOrders, tableEncodings, type DateOrder, type TableEncoding } from '../../engine/document/types'
import { NumberField } from '../controls/NumberField'
import { Select } from '../controls/Select'
import { TextField } from '../controls/TextField'
import { SEPARATORS, THOUSANDS, signChoices, signOf, wordsIn } from '../inspector/readingFields'
import { readAs } from '../workspace/offer'

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
  dates: undefined,
  footer: undefined,
} as const
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
              choices={[...signChoices(SEPARATORS, letters ? undefined : separator, t), { value: LETTERS, label: t('tables.sign.letters') }]}
              onChange={(value) => readAs(value === LETTERS ? AS_LETTERS : { format: undefined, separator: signOf(value), header: undefined })}
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
                choices={signChoices(['.', ','], decimal, t)}
                onChange={(value) => readAs({ decimal: signOf(value) as '.' | ',', thousands: undefined })}
              />
            )}
          </Part>
          <Part name="thousands">
            {(id) => (
              <Select
                id={id}
                value={`is ${thousands}`}
                choices={signChoices(
                  THOUSANDS.filter((one) => one !== decimal),
                  thousands,
                  t,
                )}
                onChange={(value) => readAs({ thousands: signOf(value) })}
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
          <Part name="footer">
            {(id) => (
              <NumberField
                id={id}
                value={keys.footer ?? account?.footer ?? 0}
                bounds={{ min: 0, max: limits.footer, whole: true }}
                onChange={(value) => readAs({ footer: value })}
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
                onChange={(text) => readAs({ missing: wordsIn(text) })}
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
          <Part name="dates">
            {(id) => (
              <Select
                id={id}
                value={keys.dates ?? 'found'}
                choices={(['found', ...dateOrders] as const).map((value) => ({ value, label: t(`tables.read.dates.${value}`) }))}
                onChange={(value) => readAs({ dates: value === 'found' ? undefined : (value as DateOrder) })}
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
