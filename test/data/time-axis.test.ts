import { describe, expect, it } from 'vitest'
import { TableIntake, accountOf, buildDataset, keysOf, readData, type TableAccount, type TableRead } from '../../engine/data'
import type { GraphDocument, TableKeys } from '../../engine/document/types'
import { takeTable } from '../../renderer/workspace/takeTable'
import { registry } from '../../nodes'

function read(text: string, keys: TableKeys = {}, path = 'a.csv'): TableRead {
  const intake = new TableIntake(path, undefined, { keys })
  intake.push(new TextEncoder().encode(text))
  return intake.end()
}

function account(text: string, keys?: TableKeys): TableAccount {
  const found = read(text, keys)
  if (!found.table) throw new Error(found.errors[0]?.message)
  return accountOf(found)!
}

const steps = ({ columns }: TableAccount): string[] => columns.flatMap(({ name, use }) => (use === 'steps' ? [name] : []))
const warned = ({ warnings }: TableAccount): string[] => warnings.map(({ key, column, line }) => [key, column, line].filter((part) => part !== null).join(' '))
const table = (head: string, rows: readonly string[]): string =>
  `${head}\n${rows.map((row, i) => `${row}${head.includes(';') ? ';' : ','}${(7 * i * i) % 11}`).join('\n')}\n`

/** A document on a table, and the axis and labels of its data. */
function axisOf(text: string, data: object = {}): { axis: string; labels: (string | number)[]; warnings: string[] } {
  const graph = {
    format: 'unfold-graph',
    version: 2,
    nodes: { u: { type: 'input', columns: ['v'] }, y: { type: 'output', columns: ['v'] } },
    edges: { W: { from: 'u', to: 'y' } },
    data: { kind: 'file', path: 'a.csv', split: [1, 0, 0], ...data },
  } as GraphDocument
  const { dataset, warnings } = buildDataset(graph, registry, { u: 1, y: 1 }, readData(graph, { text: () => text }))
  const { axis, train } = dataset!
  const labels = [...(train[0]!.labels ?? [])].map((label) => (axis?.kind === 'dates' ? new Date(label).toISOString().slice(0, 16) : label))
  return { axis: axis ? `${axis.column}: ${axis.kind}` : '', labels, warnings: warnings.map(({ key }) => key) }
}

describe('a date and a time of day in columns of their own', () => {
  const quarters = ['00:00', '00:15', '12:00', '23:45']
  const days = ['01', '02'].flatMap((day) => quarters.map((clock) => [day, clock] as const))
  it.each<[string, string, string[], string[]]>([
    ['German', 'Date;Time;v', days.map(([day, clock]) => `${day}.01.2024;${clock}`), ['Date', 'Time']],
    ['ISO', 'date,time,v', days.map(([day, clock]) => `2024-01-${day},${clock}`), ['date', 'time']],
    ['the time first', 'time,date,v', days.map(([day, clock]) => `${clock},2024-01-${day}`), ['time', 'date']],
    ['midnight written with the date', 'date,time,v', days.map(([day, clock]) => `2024-01-${day} 00:00:00,${clock}:00`), ['date', 'time']],
    ['times as digits', 'date,time,v', days.map(([day, clock]) => `2024-01-${day},${clock.replace(':', '')}`), ['date', 'time']],
    ['Japanese', '日付,時刻,v', days.map(([day, clock]) => `2024年1月${day}日,${clock.replace(':', '時')}分`), ['日付', '時刻']],
  ])('are one axis: %s', (_, head, rows, names) => {
    const text = table(head, rows)
    const found = account(text)
    expect(steps(found)).toEqual(names)
    const { axis, labels } = axisOf(text, { steps: names })
    expect(axis).toMatch(/: dates$/)
    expect(labels.slice(0, 5)).toEqual(['2024-01-01T00:00', '2024-01-01T00:15', '2024-01-01T12:00', '2024-01-01T23:45', '2024-01-02T00:00'])
    // A document without a choice uses the same.
    expect(axisOf(text).labels).toEqual(labels)
  })

  it('have hours from 1 to 24, or years, months, days and hours as numbers', () => {
    const hours = Array.from({ length: 48 }, (_, i) => i)
    const ending = table(
      'Date,Hour,v',
      hours.map((i) => `2024-01-0${Math.floor(i / 24) + 1},${(i % 24) + 1}`),
    )
    expect([steps(account(ending)), axisOf(ending).labels[23]]).toEqual([['Date', 'Hour'], '2024-01-02T00:00'])
    const parts = table(
      'No,year,month,day,hour,v',
      hours.map((i) => `${i + 1},2010,1,${Math.floor(i / 24) + 1},${i % 24}`),
    )
    expect([steps(account(parts)), axisOf(parts).labels[25]]).toEqual([['year', 'month', 'day', 'hour'], '2010-01-02T01:00'])
  })

  it.each<[string, string, readonly string[], string[], string[]]>([
    [
      'months by name',
      'year,month,v',
      ['2023,Nov', '2023,Dec', '2024,January', '2024,Feb'],
      ['year', 'month'],
      ['2023-11-01', '2023-12-01', '2024-01-01', '2024-02-01'],
    ],
    [
      'months in Polish',
      'rok,miesiąc,v',
      ['2023,listopad', '2023,grudzień', '2024,styczeń', '2024,luty'],
      ['rok', 'miesiąc'],
      ['2023-11-01', '2023-12-01', '2024-01-01', '2024-02-01'],
    ],
    ['quarters', 'Year,Quarter,v', ['2023,3', '2023,4', '2024,1', '2024,2'], ['Year', 'Quarter'], ['2023-07-01', '2023-10-01', '2024-01-01', '2024-04-01']],
    ['quarters as Q1', 'Year,Qtr,v', ['2023,Q3', '2023,Q4', '2024,Q1', '2024,Q2'], ['Year', 'Qtr'], ['2023-07-01', '2023-10-01', '2024-01-01', '2024-04-01']],
    ['weeks', 'year,week,v', ['2020,52', '2020,53', '2021,1', '2021,2'], ['year', 'week'], ['2020-12-21', '2020-12-28', '2021-01-04', '2021-01-11']],
  ])('are one axis beside a year: %s', (_, head, rows, names, expected) => {
    const text = table(head, rows)
    expect(steps(account(text))).toEqual(names)
    expect(axisOf(text, { steps: names }).labels).toEqual(expected.map((day) => `${day}T00:00`))
    expect(axisOf(text).labels).toEqual(expected.map((day) => `${day}T00:00`))
  })

  it('may be the fraction of a day that spreadsheets write', () => {
    const fractions = table(
      'Date,Time,v',
      Array.from({ length: 48 }, (_, i) => `2024-01-0${1 + Math.floor(i / 24)},${((i % 24) / 24).toFixed(6)}`),
    )
    expect([steps(account(fractions)), axisOf(fractions).labels[25]]).toEqual([['Date', 'Time'], '2024-01-02T01:00'])
  })

  it('are written into the document, may be chosen otherwise, and say so if they give no axis', () => {
    const text = table(
      'Date;Time;v',
      days.map(([day, clock]) => `${day}.01.2024;${clock}`),
    )
    const take = (roles: TableAccount['columns'][number]['use'][]): GraphDocument['data'] => {
      const draft = { format: 'unfold-graph', version: 1, nodes: {}, edges: {} } as GraphDocument
      const columns = account(text).columns.map(({ name, kind }) => ({ name, kind: kind === 'number' ? kind : ('text' as const) }))
      takeTable(draft as never, 'a.csv', columns, { roles, ahead: 1, normalize: 'standard', split: [0.7, 0.15, 0.15] }, keysOf(read(text)))
      return draft.data
    }
    expect(take(['steps', 'steps', 'both'])).toMatchObject({ steps: ['Date', 'Time'] })
    expect(take(['none', 'none', 'both'])).toMatchObject({ steps: [] })
    expect(axisOf(text, { steps: [] })).toEqual({ axis: '', labels: [], warnings: [] })
    expect(axisOf(text, { steps: ['Date'] }).axis).toBe('Date: dates')
    expect(axisOf(text, { steps: ['Time'] }).warnings).toEqual(['table-dates-back'])
    expect(axisOf(text, { steps: ['Time', 'v'] }).warnings).toEqual(['steps-invalid'])
    expect(axisOf(text, { steps: ['Day'] }).warnings).toEqual(['steps-unknown'])
  })
})

describe('uneven time', () => {
  it('gives a warning if it goes back, as when clocks are set back', () => {
    const night = [0, 1, 2, 2, 3, 4, 5, 6].flatMap((h) => [0, 15, 30, 45].map((m) => `0${h}:${String(m).padStart(2, '0')}`))
    expect(
      warned(
        account(
          table(
            't,v',
            night.map((clock) => `2024-10-27 ${clock}`),
          ),
        ),
      ),
    ).toEqual(['table-dates-back t 14'])
    expect(
      warned(
        account(
          table(
            'date,time,v',
            night.map((clock) => `2024-10-27,${clock}`),
          ),
        ),
      ),
    ).toEqual(['table-dates-back date, time 14'])
  })

  it('gives a warning if rows are missing, and a counter with gaps is still one', () => {
    const with3Missing = [1, 2, 3, 4, 5, 9, 10, 11]
    expect(
      warned(
        account(
          table(
            'd,v',
            with3Missing.map((day) => `2024-01-${String(day).padStart(2, '0')}`),
          ),
        ),
      ),
    ).toEqual(['table-dates-gaps d 7'])
    const counted = account(table('t,v', with3Missing.map(String)))
    expect([steps(counted), warned(counted)]).toEqual([['t'], ['table-dates-gaps t 7']])
    expect(
      warned(
        account(
          table(
            'd,v',
            [1, 2, 3, 4, 5, 6, 7, 8].map((month) => `2024-0${month}-01`),
          ),
        ),
      ),
    ).toEqual([])
  })

  it('gives a warning if a counter counts down', () => {
    const found = account(
      table(
        't,v',
        Array.from({ length: 9 }, (_, i) => String(9 - i)),
      ),
    )
    expect([steps(found), warned(found), found.columns[0]!.use]).toEqual([[], ['table-counts-falling t 2'], 'none'])
  })

  it('is even in decimal years of three digits', () => {
    expect(
      steps(
        account(
          table(
            'year,v',
            Array.from({ length: 60 }, (_, i) => (2000 + i / 12).toFixed(3)),
          ),
        ),
      ),
    ).toEqual(['year'])
  })
})

describe('dates that consist of numbers', () => {
  const one = (dates: readonly string[], keys?: TableKeys): [string, string | number | null, string | number | null, string[]] => {
    const found = account(table('d;v', dates), keys)
    const { min, max } = found.columns[0]!
    return [keysOf(read(table('d;v', dates), keys))!.dates ?? '', min, max, warned(found)]
  }
  const count = Array.from({ length: 28 }, (_, i) => String(i + 1).padStart(2, '0'))
  it('have the order in which they are valid and close together', () => {
    expect(one(count.map((day) => `24-03-${day}`))).toEqual(['year-first', '2024-03-01', '2024-03-28', []])
    expect(one(count.map((day) => `${day}.03.24`))).toEqual(['day-first', '2024-03-01', '2024-03-28', []])
    expect(one(count.map((day) => `03/${day}/24`))).toEqual(['month-first', '2024-03-01', '2024-03-28', []])
    expect(one(['99-12-31', '00-01-01', '00-01-02', '00-01-03'])).toEqual(['year-first', '1999-12-31', '2000-01-03', []])
  })

  it('with two possible orders offer both, and the choice is kept', () => {
    const months = count.slice(0, 12).map((month) => `${month}/02/2024`)
    const found = account(table('d;v', months))
    expect(found.warnings.map(({ choices }) => choices)).toEqual([[{ dates: 'day-first' }, { dates: 'month-first' }]])
    expect(one(months, { dates: 'month-first' })).toEqual(['month-first', '2024-01-02', '2024-12-02', []])
    expect(one(months, { dates: 'day-first' })).toEqual(['day-first', '2024-02-01', '2024-02-12', []])
  })

  it.each<[string, string, string]>([
    ['a month before the year', 'Mar 2019', '2019-03-01'],
    ['a day in March', '"Mar 5, 2024"', '2024-03-05'],
    ['a Tuesday in French', 'mar. 5 mars 2024', '2024-03-05'],
    ['the day of the year', '2024-032', '2024-02-01'],
    ['SAS', '01MAR2024', '2024-03-01'],
    ['SAS with a time', '01MAR2024:10:30:00', '2024-03-01T10:30'],
    ['Korean with points', '2024. 3. 1.', '2024-03-01'],
    ['Hungarian', '2024.03.01.', '2024-03-01'],
    ['Spanish halves of the day', '1/3/2024 1:30 p. m.', '2024-03-01T13:30'],
    ['Korean', '2024년 3월 1일', '2024-03-01'],
    ['Chinese with a half of the day', '2024/3/1 下午 1:30', '2024-03-01T13:30'],
    ['marks of the direction of writing', '\u200e2024-03-01', '2024-03-01'],
  ])('and names are read: %s', (_, text, expected) => {
    expect(account(`d;v\n${text};5\n${text};7\n`).columns[0]!.min).toBe(expected)
  })

  it('of a stopwatch have minutes and seconds', () => {
    expect(account('t,v\n01:40.5,3\n61:40.5,9\n').columns[0]).toMatchObject({ min: '00:01:40.5', max: '01:01:40.5' })
  })

  it('may be months of six digits, in a column that says so', () => {
    const found = account(table('date,v', ['202311', '202312', '202401', '202402']))
    expect([found.columns[0]!.min, found.columns[0]!.max]).toEqual(['2023-11-01', '2024-02-01'])
    expect(account(table('x,v', ['202311', '202312', '202401', '202402'])).columns[0]!.min).toBe(202311)
  })
})

describe('rows of totals at the end', () => {
  const rows = Array.from({ length: 12 }, (_, i) => [`2024-01-${String(i + 1).padStart(2, '0')}`, (7 * i) % 11] as const)
  const body = rows.map(([day, v]) => `${day},${v}`).join('\n')
  const sum = rows.reduce((all, [, v]) => all + v, 0)
  it.each<[string, string, number]>([
    ['a word', `d,v\n${body}\nTotal,${sum}\n`, 1],
    ['two words', `d,v\n${body}\nMean,5\nMax,10\n`, 2],
    ['no date', `d,v\n${body}\n,${sum}\n`, 1],
    [
      'a word beside months',
      `m,v\n${'JFMAMJJASOND'
        .split('')
        .map((m, i) => `${m}${i},${(7 * i) % 11}`)
        .join('\n')}\n合計,${sum}\n`,
      1,
    ],
    ['the sum alone', `v\n${rows.map(([, v]) => v).join('\n')}\n${sum}\n`, 1],
  ])('are reported, and left out if the user says so: %s', (_, text, count) => {
    const found = account(text)
    expect(found.warnings.filter(({ key }) => key === 'table-footer').map(({ choices }) => choices)).toEqual([[{ footer: count }, { footer: 0 }]])
    const without = account(text, { footer: count })
    expect([without.rows, without.footer, without.columns.at(-1)!.max, warned(without)]).toEqual([12, count, 10, []])
    expect(keysOf(read(text, { footer: count }))).toMatchObject({ footer: count })
    expect(warned(account(text, { footer: 0 }))).not.toContain('table-footer')
  })

  it('may be shorter than the rows, and do not count as totals if the word occurs above', () => {
    expect(account(`d,v,w\n${rows.map(([day, v], i) => `${day},${v},${i * i}`).join('\n')}\nend of file\n`, { footer: 1 }).rows).toBe(12)
    expect(warned(account('k,v\nmin,1\nmax,4\nmin,2\nmax,9\n'))).toEqual([])
  })
})

describe('the line below the names', () => {
  it.each<[string, string]>([
    ['units', 'Time,Temp,Hum\ns,°C,%RH\n0,20.5,40\n1,20.7,44\n2,20.1,41\n'],
    ['types', 'Time,Temp,Hum\nint,float,float\n0,20.5,40\n1,20.7,44\n2,20.1,41\n'],
  ])('is no header: %s', (_, text) => {
    expect([account(text).columns.map(({ name }) => name), warned(account(text))]).toEqual([['Time', 'Temp', 'Hum'], ['table-units 2']])
  })
})

it('numbers that may be codes, and digits of every script', () => {
  expect(warned(account('code,v\n5E3,1\n7E2,9\n9E1,4\n'))).toEqual(['table-exponent code 2'])
  expect(warned(account('a,v\n5e-3,1\n7E+02,9\n91,4\n'))).toEqual([])
  expect(account('a,v\n๑๒,1\n๓,9\n৪৫,4\n').columns[0]).toMatchObject({ kind: 'number', min: 3, max: 45 })
})

it.each<[string, Uint8Array | string, string]>([
  ['WAV', Uint8Array.of(0x52, 0x49, 0x46, 0x46, 0x24, 0, 0, 0), 'data-no-text'],
  ['Avro', Uint8Array.of(0x4f, 0x62, 0x6a, 1, 4), 'data-no-text'],
  ['a pickle', Uint8Array.of(0x80, 4, 0x95, 0x10, 0, 0), 'data-no-text'],
  ['Stata', '<stata_dta><header>', 'data-no-text'],
  ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n', 'data-no-table'],
])('%s under the name of a table is refused for what it is', (_, content, key) => {
  const intake = new TableIntake('a.csv', undefined, {})
  intake.push(typeof content === 'string' ? new TextEncoder().encode(content) : content)
  expect(intake.end().errors).toMatchObject([{ key }])
})
